"""Checks: each planted error is found, and nothing is found in what is right."""
