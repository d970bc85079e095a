"""Faults on purpose, a history of what every device saw meanwhile, and a checker that reads it."""
