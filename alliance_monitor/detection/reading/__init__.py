"""Reading ratings: columns or records are checked, every problem is reported at once, and sessions are put in order."""
