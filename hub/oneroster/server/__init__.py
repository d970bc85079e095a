"""This package fetches a roster from a server that speaks OneRoster 1.1 or 1.2 over HTTP (REST)."""
