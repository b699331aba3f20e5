"""Attacks on a running app. Every one must be refused, and none may leave a trace of anything clinical."""
