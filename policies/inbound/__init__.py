"""This package has the rules about what comes in by email and text."""
