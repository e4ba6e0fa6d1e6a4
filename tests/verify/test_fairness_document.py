"""Every kind of difference that the second scorer can report has its place in docs/fairness.md."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parents[2]


def test_every_difference_is_explained() -> None:
    document = (ROOT / "docs" / "fairness.md").read_text()
    code = "".join(file.read_text() for file in sorted((ROOT / "app" / "verify").glob("*.py")))
    reported = set(re.findall(r'(?:same|differ)\(\s*f?"([a-z_]+\.[a-z_]*)', code))
    assert len(reported) > 30
    assert [one for one in sorted(reported) if f"`{one}" not in document] == []
