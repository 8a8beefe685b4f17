"""Evaluation: figures with intervals, beside baselines, a report on them, and the model card made from them.

`python -m training.evaluate MODEL OUT` writes `evaluation.json`, `report.md` with its plots, and `errors.csv`;
`python -m training.evaluate.card` renders the card; `python -m training.evaluate.compare` compares models.
"""
