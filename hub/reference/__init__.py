"""This package has the facts of the outside world that the hub carries: zones, phone numbers, their editions."""
