"""The fields of a form that was posted the plain way."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from app.core.refusal import malformed
from app.core.web import bounded_body

MOST_FIELDS = 50


async def posted_fields(request: Request, most: int) -> dict[str, str]:
    """By name, of several the last; 413 beyond ``most`` bytes, 422 beyond 50 fields."""
    body = await bounded_body(request, most)
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise malformed() from None
