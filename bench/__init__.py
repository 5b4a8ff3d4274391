"""Benchmarks: each prints its figure beside the budget and beside a floor of the same run."""
