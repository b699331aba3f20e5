"""What people see; one short script per screen: read, draw, ask, write."""
