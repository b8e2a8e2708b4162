"""Evästys: a hall answers on phones and sees itself on the screen."""

__version__ = "0.1.0"
