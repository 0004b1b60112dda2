"""Any race-results file into a clean relational database, and answers out of it."""

__version__ = "0.1.0"
