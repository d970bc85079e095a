"""This package has what people do about notifications."""
