"""Tests about what is kept and can be explained."""
