"""Small servers on loopback that speak each provider's protocol, and keep what they were told."""
