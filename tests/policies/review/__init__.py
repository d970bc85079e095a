"""Tests about approval."""
