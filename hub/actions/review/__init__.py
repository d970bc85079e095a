"""This package has what people do about approval."""
