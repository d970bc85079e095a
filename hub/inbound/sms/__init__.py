"""This package takes in texts, and what Twilio says of ours."""
