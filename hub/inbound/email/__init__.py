"""This package takes in email: answers become messages, and what came back closes addresses."""
