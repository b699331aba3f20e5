"""What administrators do: people, audit log, backups, erasure."""
