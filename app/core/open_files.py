"""How many files and connections this process may hold open, and asking for as many as a full hall needs."""

WANTED = 20_000
"""10,000 streams, and as many again for phones that load, answer and keep their line."""


def open_file_limit() -> int | None:
    """None where the system has no such limit."""
    return _limits()[0]


def reachable_open_files(wanted: int = WANTED) -> int | None:
    """What :func:`raise_open_files` makes of it: more than the present limit where the system allows it."""
    soft, hard = _limits()
    if soft is None or soft >= wanted:
        return soft
    return wanted if hard is None else min(wanted, hard)


def raise_open_files(wanted: int = WANTED) -> int | None:
    """Raise this process's own limit as far as the system lets it: many systems start programs with 1,024 and allow
    more. Returns what it is now."""
    most = reachable_open_files(wanted)
    if most is not None and most != open_file_limit():
        import resource

        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        except (OSError, ValueError):
            return open_file_limit()
    return most


def _limits() -> tuple[int | None, int | None]:
    try:
        import resource
    except ImportError:  # pragma: no cover - not on Windows
        return None, None
    soft, hard = (None if one == resource.RLIM_INFINITY else one for one in resource.getrlimit(resource.RLIMIT_NOFILE))
    return soft, hard
