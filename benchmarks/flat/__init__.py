"""What the environments of other loaders run: nothing of ours is imported here."""
