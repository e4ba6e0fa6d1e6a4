"""The QR code that opens the door, drawn into the page itself."""

import segno
from markupsafe import Markup


def code(address: str, label: str) -> Markup:
    """Inline SVG without a size of its own, with a quiet zone of two modules on its white plate."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(omitsize=True, border=2, svgclass="code", lineclass=None)
    return Markup(drawn).replace("<svg ", Markup('<svg role="img" aria-label="{}" ').format(label), 1)  # noqa: S704
