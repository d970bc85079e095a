"""This package has what people do about what comes in by email and text."""
