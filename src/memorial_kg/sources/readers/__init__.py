"""Reads foreign formats: each reader streams rows, and each row knows where it stands."""
