"""This package has what people do about people: accounts, the roster, relationships, staff."""
