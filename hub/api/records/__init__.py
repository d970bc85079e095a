"""This package has the endpoints of what is kept and can be explained."""
