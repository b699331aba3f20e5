"""Attacks on a running app. Each must be refused, and none may leave clinical data in responses or logs."""
