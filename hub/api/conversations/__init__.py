"""This package has the endpoints of conversations and what is said in them."""
