"""Who is who: names to rows, questions about them, and what people decide."""
