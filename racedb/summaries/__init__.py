"""Tables and columns that follow from facts of whole sessions, and are refreshed with them."""
