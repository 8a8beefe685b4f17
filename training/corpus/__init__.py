"""Labelled posts: reading, near-duplicates, splits."""
