"""The parts of :mod:`benchmarks.queueing`: service times, what comes, stations with queues, what is needed."""
