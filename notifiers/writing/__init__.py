"""This package writes the emails: one template for both of their forms, and a file of words per language."""
