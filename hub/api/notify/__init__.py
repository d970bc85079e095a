"""This package has the endpoints of notifications."""
