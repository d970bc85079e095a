"""This package makes the journal live: it follows the events and shows them to who may read them."""
