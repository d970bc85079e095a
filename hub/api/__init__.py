"""This package has the endpoints that people and providers call."""
