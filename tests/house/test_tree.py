"""What stands in the tree: no machine's paths, no registry's address, no person, pinned requirements."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.rooms import ROOT

TEXT = {".py", ".md", ".toml", ".txt", ".yml", ".yaml", ".html", ".css", ".js", ".sh", ".po", ".mako", ".json", ""}


def tracked() -> list[Path]:
    """Files that git knows, else every file outside hidden folders (an unpacked archive)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    files = [ROOT / name for name in listed if name] or [
        file for file in ROOT.rglob("*") if file.is_file() and not any(p.startswith(".") for p in file.parts)
    ]
    return [file for file in files if file.exists() and file.suffix in TEXT]


FORBIDDEN = {
    "an absolute path of a machine": r"(?<![\w.:/-])/(?:work|root|home/[a-z]|Users/[A-Za-z])(?=/)",
    "an address of a package registry": r"pypi\.org|files\.pythonhosted|index-url\s+https?:|registry\.npmjs",
    "a private key": r"BEGIN [A-Z ]*PRIVATE KEY",
    "an identity number that could be somebody's": (
        r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{2}(?!000)\d{3}[\dXx](?!\d)"
    ),
    "a mobile number that could be somebody's": r"(?<!\d)1[3-9](?!\d*0{4})\d{9}(?!\d)",
}
"""Numbers with a run of noughts are nobody's: tests may use them."""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_tree_holds_none(what: str) -> None:
    here = Path(__file__)
    found = []
    for file in tracked():
        if file == here or file.suffix == ".lock":
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if "--hash=sha256:" not in line and re.search(FORBIDDEN[what], line):
                found.append(f"{file.relative_to(ROOT)}:{number}")
    assert found == [], what


@pytest.mark.parametrize("lock", ["runtime", "test"])
def test_requirements_are_pinned_by_hash_and_name_no_address(lock: str) -> None:
    content = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in content
    pinned = re.findall(r"^([a-z0-9][\w.\[\]-]*)==", content, re.MULTILINE)
    assert len(pinned) > 20
    blocks = re.split(r"^(?=[a-z0-9])", content, flags=re.MULTILINE)[1:]
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_locks_agree() -> None:
    """What both pin, they pin alike."""
    versions = [
        dict(re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^ ;\\]+)", content, re.MULTILINE))
        for content in ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("runtime", "test"))
    ]
    both = versions[0].keys() & versions[1].keys()
    assert {name for name in both if versions[0][name] != versions[1][name]} == set()


def test_every_dependency_is_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"runtime": project["project"]["dependencies"], "test": project["dependency-groups"]["test"]}
    for lock, listed in wanted.items():
        content = (ROOT / "requirements" / f"{lock}.txt").read_text()
        for one in listed:
            name = re.match(r"[\w.-]+", one)
            assert name is not None
            assert re.search(rf"^{re.escape(name[0])}(\[[^\]]*\])?==", content, re.MULTILINE), one
