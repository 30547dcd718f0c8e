"""Pieces of the screen that show values and post messages."""
