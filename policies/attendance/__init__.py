"""This package has the rules of attendance: which child is where since when, who signs it, and to whom it goes."""
