"""Supervision, and emergency access to a colleague's client."""
