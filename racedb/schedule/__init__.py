"""Imports that run by themselves: what is due, what is new, what was set aside, who is told."""
