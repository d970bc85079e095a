"""Tests of what measures the hub: that it goes on working as the hub changes."""
