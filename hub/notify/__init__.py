"""This package tells people: from an event in the journal to a provider's outcome."""
