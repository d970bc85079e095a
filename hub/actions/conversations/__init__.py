"""This package has what people do about conversations and what is said in them."""
