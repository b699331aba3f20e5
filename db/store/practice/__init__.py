"""Figures about the practice, and its detection settings."""
