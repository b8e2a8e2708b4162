"""Frames out: who listens, what they get, when."""
