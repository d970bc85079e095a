"""This package has what is read of attendance: the children of a room today, and one child's history."""
