"""Providers that fail in every way they can, workers that are killed, and a proof of who was told."""
