"""Yardsticks: servers that do as little as can be done, each a process: ``python -m benchmarks.bare.NAME PORT``."""
