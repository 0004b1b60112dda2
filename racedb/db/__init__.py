"""Databases: where they are, how to write and how to read them, their migrations."""
