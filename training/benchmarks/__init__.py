"""Measurements of speed and memory, each a script."""
