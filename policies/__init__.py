"""This package has every rule of the product as a pure function: facts in, verdict out."""
