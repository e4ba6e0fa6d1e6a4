"""What a page asks a browser to load, read from the page itself."""

import re
from html import unescape
from urllib.parse import urljoin

from benchmarks.wire import Reply

LOADED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)\"""")
MODULE = re.compile(r"""\bfrom\s*["'](\./[^"']+|/[^"']+)["']|\bimport\s*["'](\./[^"']+|/[^"']+)["']""")


def wanted(here: str, reply: Reply) -> list[str]:
    """The addresses that a page or a module loads; ``reply`` is not compressed."""
    kind = reply.headers.get("content-type", "")
    if "html" not in kind and "javascript" not in kind:
        return []
    text = reply.body.decode()
    found = LOADED.findall(text) if "html" in kind else ["".join(one) for one in MODULE.findall(text)]
    return [urljoin(here, unescape(link)) for link in found if not link.startswith("data:")]
