"""What a practice learns from its therapies together, without exposing anyone."""
