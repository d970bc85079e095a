"""This package takes mail that comes in: answers to emails become messages, and what came back closes addresses."""
