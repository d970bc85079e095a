"""This package has what people read about what is kept and can be explained."""
