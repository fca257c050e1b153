"""Measurements anyone can repeat on any data: `python -m benchmarks.NAME`."""
