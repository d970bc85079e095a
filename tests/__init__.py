"""These are the tests: sentences about the product, over one cast of people."""
