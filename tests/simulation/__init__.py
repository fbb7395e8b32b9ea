"""Little worlds of chance, and the books' word on each: docs/how-to/simulate.md.

    seed -> script (what befalls) -> flows, interleaved at every call -> audit of the journal

``python -m tests.simulation --seeds 1000`` runs them, ``--seed 17 --trace`` tells one again.
"""
