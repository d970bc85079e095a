"""This package has the endpoints of people: accounts, the roster, relationships, staff."""
