"""The containers' file against the Compose schema that check-jsonschema carries, and against what the program needs.

No engine is needed, and none has run it here.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from app.core.db import Database
from app.core.settings import Settings
from tests.house.rooms import ROOT

PROCESSES = [f"cup-{n}" for n in range(1, 5)]


@cache
def composition() -> dict[str, Any]:
    """As an engine reads it: anchors resolved, ``${NAME:-default}`` replaced by the default."""
    content = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"^version:", content, re.MULTILINE)
    made: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", content))
    return made


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = composition()["services"]
    return found


@cache
def caddyfile() -> str:
    return (ROOT / "deploy" / "Caddyfile").read_text()


def test_it_is_valid() -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(composition(), json.loads(schema.read_text()))


def test_a_plain_start_is_one_process_on_sqlite() -> None:
    plain = {name: one for name, one in services().items() if "profiles" not in one}
    assert list(plain) == ["cup"]
    assert "CUP_DATABASE_URL" not in plain["cup"]["environment"]
    assert not plain["cup"].keys() & {"secrets", "depends_on"}


def test_each_waits_for_what_it_needs() -> None:
    waits = {
        name: {other: how["condition"] for other, how in one.get("depends_on", {}).items()}
        for name, one in services().items()
    }
    assert waits["migrate"] == {"postgres": "service_healthy"}
    for name in PROCESSES:
        assert waits[name] == {"migrate": "service_completed_successfully"}
    assert waits["proxy"] == dict.fromkeys(PROCESSES, "service_healthy")


def test_what_stays_up_has_a_health_check() -> None:
    for name, one in services().items():
        ends = name == "migrate"
        assert one["healthcheck"].get("disable", False) is ends, name
        assert one["restart"] == ("on-failure:3" if ends else "unless-stopped"), name


def test_every_variable_is_a_setting() -> None:
    known = {f"CUP_{name.upper()}" for name in Settings.model_fields} | {"CUP_SITE"}
    for name, one in services().items():
        assert {key for key in one["environment"] if key.startswith("CUP_")} <= known, name


def test_no_secret_stands_in_an_environment() -> None:
    for one in services().values():
        for key, value in one["environment"].items():
            if re.search("PASSWORD|SECRET", key):
                assert value.startswith("/run/secrets/"), key
                assert value.removeprefix("/run/secrets/") in one["secrets"], key
    assert not re.search(r"://[^/@]+:[^/@]+@", str(composition()))
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    for secret in composition()["secrets"].values():
        assert secret["file"].startswith("./deploy/secrets/")
    assert "/deploy/secrets/" in ignored


def test_only_the_proxy_is_reached_and_believed() -> None:
    assert {name for name, one in services().items() if "ports" in one} == {"cup", "proxy"}
    address = services()["proxy"]["networks"]["inner"]["ipv4_address"]
    for name in PROCESSES:
        settings = Settings(trusted_proxies=services()[name]["environment"]["CUP_TRUSTED_PROXIES"])
        assert settings.trusts(address)
        assert not settings.trusts(address.rsplit(".", 1)[0] + ".3")


def test_the_proxy_knows_every_process() -> None:
    (upstreams,) = re.findall(r"reverse_proxy \{\$CUP_UPSTREAMS:([^}]*)\}", caddyfile())
    assert upstreams.split() == [f"{name}:8000" for name in PROCESSES]
    assert services()["proxy"]["environment"]["CUP_SITE"] == ":8080"
    assert services()["proxy"]["ports"][0].endswith(":8080")


def test_streams_go_on_at_once_and_no_connection_is_used_that_is_about_to_close() -> None:
    from app.cli import serving

    assert re.search(r"^\s*flush_interval -1$", caddyfile(), re.MULTILINE)
    (kept,) = re.findall(r"^\s*keepalive (\d+)s$", caddyfile(), re.MULTILINE)
    (closed,) = re.findall(r"timeout_keep_alive=(\d+)", (ROOT / "app" / "cli" / "serving.py").read_text())
    assert int(kept) < int(closed)
    assert int(services()["cup-1"]["stop_grace_period"].removesuffix("s")) > serving.GRACE


def test_postgresql_has_a_connection_for_everybody() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    pools: list[Any] = [database.reader.pool, database.writer.pool]
    most = len(PROCESSES) * sum(pool.size() + pool._max_overflow for pool in pools)
    (allowed,) = re.findall(r"max_connections=(\d+)", " ".join(services()["postgres"]["command"]))
    assert most + 20 <= int(allowed)


@pytest.mark.parametrize("name", ["postgres-password", "secret-key"])
def test_secrets_are_made_once(tmp_path: Any, name: str) -> None:
    import shutil
    import subprocess

    script = shutil.copy(ROOT / "deploy" / "make-secrets.sh", tmp_path)
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = tmp_path / "secrets" / name
    first = made.read_text()
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert made.parent.stat().st_mode & 0o077 == 0
    subprocess.run(["sh", script], check=True, capture_output=True)
    assert made.read_text() == first
