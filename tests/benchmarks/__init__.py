"""What it costs, measured: ``make bench`` or ``python -m tests.benchmarks``; no part of the tests.

Figures of one run are in docs/benchmarks.md, as ratios to the least possible.
"""
