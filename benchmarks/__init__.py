"""Measurements of the running server; `make bench`. What they show: docs/performance.md."""
