"""This package has the kinds of conversation and the items put into them; it does no I/O."""
