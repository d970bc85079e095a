"""This file has the two ways in which sources write the day on which something ends."""

EXCLUSIVE, LAST_DAY = "exclusive", "last-day"
END_DATES = (EXCLUSIVE, LAST_DAY)
"""What an endDate is: the first day that no longer counts, as in the standard, or the last one that does."""
