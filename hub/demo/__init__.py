"""This package is the invented school that everybody may try things on."""
