"""This package has the endpoints of approval."""
