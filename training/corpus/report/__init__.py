"""The report on the corpus: counts, near-duplicates, base rates, agreement; as JSON, Markdown and plots."""
