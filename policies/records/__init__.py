"""This package has the rules about what is on record: who looked, what was reported, how old our facts are."""
