"""Judging sessions: a whole archive at once, or one session at a time with the same result; and saying why."""
