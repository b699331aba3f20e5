"""Trials of durability: each does something cruel many times and counts what was lost."""
