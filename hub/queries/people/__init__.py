"""This package has what people read about who is at the school."""
