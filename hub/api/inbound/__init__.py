"""This package has the endpoints of what comes in by email and text."""
