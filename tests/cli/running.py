"""The real command line in a process of its own, as a coordinator's shell would run it."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import nursery
from tests.centre_fixture import RunningCentre

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    """What a command left: exit code, data, words."""

    code: int
    data: str
    words: str

    @property
    def json(self) -> Any:
        return json.loads(self.data)

    @property
    def sentence(self) -> str:
        """The one line of words there is."""
        [line] = self.words.splitlines()
        return line


@dataclass
class Shell:
    """Somebody's shell: a home, and an environment on top of the test's own."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str, stdin: str = "", **env: str) -> Answer:
        """In a process of its own, forked from one that has imported the program."""
        return answer_of(nursery.run("tui", *words, env=self.environment() | env, stdin=stdin.encode()))

    def run_anew(self, *words: str, stdin: str = "", **env: str) -> Answer:
        """In an interpreter of its own, as from a shell: where its start is part of what is asked."""
        return answer_of(nursery.run_anew("tui", *words, env=self.environment() | env, stdin=stdin.encode()))

    def environment(self) -> dict[str, str]:
        own = {"HOME": str(self.home)} | {
            f"XDG_{name}_HOME": str(self.home / folder) for name, folder in (("CONFIG", "config"), ("STATE", "state"))
        }
        return {**os.environ, **own, **self.env}

    def configure(self, text: str) -> Path:
        file = self.home / "config" / "postcmd" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def caches(self) -> list[Path]:
        return sorted((self.home / "state" / "postcmd").glob("*/*/inst-*/cache.json"))


def answer_of(ran: subprocess.CompletedProcess[bytes]) -> Answer:
    return Answer(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


def shell_at(home: Path, centre: RunningCentre, account: str) -> Shell:
    """The shell of a coordinator who is signed in at the centre."""
    home.mkdir(parents=True, exist_ok=True)
    return Shell(home, {"POSTCMD_URL": centre.url, "POSTCMD_TOKEN": centre.tokens[account]})
