"""Durability trials: each breaks something many times and counts what was lost."""
