"""This package has the endpoints of attendance: a room today, signing, and one child's history."""
