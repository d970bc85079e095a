"""Tests about what comes in by email and text."""
