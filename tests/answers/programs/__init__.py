"""This package has one file per mail program: how it builds the whole message of an answer."""
