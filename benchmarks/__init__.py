"""Measures this project beside its peers: the same invented records for all, and one table of ratios.

`python -m benchmarks.records` writes the records alone; `python -m benchmarks` sets the peers up and compares.
"""
