"""Parts of screens, by the screen or subject they belong to."""
