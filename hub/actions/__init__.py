"""This package has one file per thing a person does; no action calls another."""
