"""This package reads a spreadsheet of any shape, by a mapping of its columns, into the rows of a bundle."""
