"""Tests about people: roster, custody, permissions, names, accounts."""
