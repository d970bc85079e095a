"""This package has what keeps a device up to date: the socket and the long poll."""
