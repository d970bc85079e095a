"""This package has the rules of notifications: who is told of what, by which medium, when; what failure means."""
