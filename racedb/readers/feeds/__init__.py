"""What interfaces of the web answer and organisers publish, each of a schema of its own."""
