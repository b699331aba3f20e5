"""What therapists do with their clients and sessions."""
