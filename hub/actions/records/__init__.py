"""This package has what people do about what is kept and can be explained."""
