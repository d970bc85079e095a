"""This package tests the reading of OneRoster bundles, and the demo school that is one."""
