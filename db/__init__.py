"""What is remembered: tables, encryption, audit, and the store through which everything is read and written."""
