"""Makes the packaged rosters of netralnlp out of tables of candidates, parties, regions and aliases.

`python -m training.rosters SRC OUT` reads the CSV files of SRC and the reviewed tables beside this module, and writes
the small tab-separated files that `netralnlp.rosters` reads. The order of every file is fixed, so a change of a fact
is a change of one line.
"""
