"""Measurements of the running program against floors of the same machine, in the same run."""
