"""This package keeps what is said and who may hear it; nothing else in the hub writes SQL."""
