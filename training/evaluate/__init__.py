"""Evaluation: figures with intervals, beside baselines, and the model card made from them.

`python -m training.evaluate MODEL OUT` writes `evaluation.json`; `python -m training.evaluate.card` renders the card.
"""
