"""Tests: folders mirror those of the code; builders that several share are in `support`."""
