"""What imports changed, and how it is shown, explained, corrected and undone."""
