"""The base encoder: multilingual-e5-small read out of its wheels, its vocabulary trimmed to Indonesian.

`python -m training.base OUT` writes an ordinary `transformers` folder. Needs the `train` and `base` extras.
"""
