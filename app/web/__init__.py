"""HTTP in: one file an audience."""
