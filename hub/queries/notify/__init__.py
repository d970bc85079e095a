"""This package has what people read about notifications."""
