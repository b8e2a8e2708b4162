"""Word documents that look calm and official, and are read by a screen reader as they look."""
