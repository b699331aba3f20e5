"""What is remembered: tables, transactions, people's reach. Knows nothing of screens."""
