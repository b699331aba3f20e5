"""Figures about the practice and how it has its sessions judged."""
