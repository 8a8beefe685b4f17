"""From a few hundred labelled posts of one's own to a model: `python -m training.retrain OWN OUT`."""
