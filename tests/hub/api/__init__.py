"""Tests about the endpoints' own behaviour: costs, floods, halves, frames."""
