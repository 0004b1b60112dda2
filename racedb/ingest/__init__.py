"""The import: identify, read, normalise, check, resolve, write, report; one transaction a file."""
