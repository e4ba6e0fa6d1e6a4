"""How many files and connections this process may hold open, and asking for as many as a full hall needs."""

WANTED = 20_000
"""10,000 streams, and as many again for phones that load, answer and keep their line."""


def open_file_limit() -> int | None:
    """None where the system has no such limit."""
    try:
        import resource
    except ImportError:  # pragma: no cover - not on Windows
        return None
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def raise_open_files(wanted: int = WANTED) -> int | None:
    """Raise this process's own limit as far as the system lets it: many systems start programs with 1,024 and allow
    more. Returns what it is now, as :func:`open_file_limit`."""
    limit = open_file_limit()
    if limit is None or limit >= wanted:
        return limit
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):
        return limit
    return most
