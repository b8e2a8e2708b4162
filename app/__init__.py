"""Evästys: a hall answers on phones and sees itself on the screen."""
