"""Any bytes at all, by the million, at every reader: what may come out is rows or one refusal."""
