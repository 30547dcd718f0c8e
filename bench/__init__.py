"""Benchmarks: what the board costs, beside floors and peers, in one run."""
