"""Tests about records, several hubs, and databases of before."""
