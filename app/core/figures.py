"""Pure: integers with decimal places as people read them. No float on the way."""


def plain(value: int, places: int) -> str:
    """As many places as it needs: ``9750`` of hundredths is ``97.5``, ``9700`` is ``97``."""
    whole, _, rest = fixed(value, places).partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def fixed(value: int, places: int) -> str:
    """With all its places: ``9750`` of hundredths is ``97.50``."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def marks(hundredths: int) -> str:
    """``9765`` → ``97.65``, ``9700`` → ``97``."""
    return plain(hundredths, 2)


def percent(ten_thousandths: int) -> str:
    """``9545`` → ``95.45%``."""
    return f"{fixed(ten_thousandths, 2)}%"
