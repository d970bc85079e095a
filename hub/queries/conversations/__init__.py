"""This package has what people read about conversations and what is said in them."""
