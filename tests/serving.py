"""A real server in its own process, as an office runs it: ``python -m app serve``."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
PATIENCE = 90


@dataclass
class Server:
    """``start`` and ``stop`` as often as wanted, on the same data. Loopback only."""

    data: Path
    database_url: str = ""
    demo: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    module: str = "app"
    """What is run with ``-m``: a test may run the app through a module of its own that plants a fault."""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": os.environ.get("HOME", ""),
            "CUP_DATA": str(self.data),
            "CUP_DATABASE_URL": self.database_url,
            "CUP_HOST": "127.0.0.1",
            "CUP_PORT": str(self.port),
            **self.settings,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def named_url(self) -> str:
        """A LAN name over plain HTTP: what phones see. Browsers map it to loopback."""
        return f"http://cup.test:{self.port}"

    def start(self) -> "Server":
        self.data.mkdir(parents=True, exist_ok=True)
        log = (self.data / "server.log").open("ab")
        command = [sys.executable, "-m", self.module, "serve", *(["--demo"] if self.demo else [])]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self._wait()
        return self

    def _wait(self) -> None:
        assert self.process is not None
        for _ in range(PATIENCE * 20):
            if self.process.poll() is not None:
                break
            try:
                if httpx2.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the server does not serve:\n{self.log()[-3000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the process and give its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.process = None
        return code

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command beside the server, on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def log(self) -> str:
        file = self.data / "server.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def demonstration(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.data / "demo.json").read_text())
        return facts

    def cards(self) -> list[dict[str, str]]:
        """Everybody's card: organisation, name, secret, token."""
        out = self.data / "cards.csv"
        made = self.command("sign-in-cards", "--format", "csv", "--out", str(out))
        assert made.returncode == 0, made.stderr
        with out.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
