"""The installation's own command line: `python -m alliance_monitor …`, and the start of the app."""
