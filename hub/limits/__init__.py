"""This package bounds what one person, one address or one process may take of the hub."""
