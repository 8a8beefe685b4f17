"""Makes the weights of netralnlp from a clone: base encoder, corpus, training, export, evaluation, benchmarks."""
