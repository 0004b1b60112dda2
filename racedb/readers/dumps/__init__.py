"""Folders of files that refer to each other, loaded as one."""
