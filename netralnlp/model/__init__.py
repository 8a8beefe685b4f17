"""The encoder and its four heads: labels, name-blind encoding, backends, calibration, decoding."""
