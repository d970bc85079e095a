"""Tests about conversations and what is said in them."""
