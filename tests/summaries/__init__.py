"""Summaries: what follows from facts."""
