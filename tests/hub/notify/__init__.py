"""Tests about notifications."""
