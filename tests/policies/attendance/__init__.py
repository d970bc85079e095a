"""The rules of attendance, each shown by tables and properties."""
