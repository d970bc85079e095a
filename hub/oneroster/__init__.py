"""This package reads a OneRoster CSV bundle into plain rows; it knows no database and no clock."""
