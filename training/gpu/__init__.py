"""Adaptation and a sweep of teachers on a machine with a GPU that has nothing else: inputs packed, weights in parts."""
