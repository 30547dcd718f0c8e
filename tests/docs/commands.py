"""The shell commands of a document, and a sandbox to run them in."""

import os
import re
import shlex
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def blocks(document: Path, language: str) -> list[str]:
    """What stands in its blocks of a language."""
    text = COMMENT.sub("", document.read_text())
    return [block for written_in, block in BLOCK.findall(text) if written_in == language]


def shell_commands(document: Path) -> list[str]:
    """The lines of its `sh` blocks, a continued line as one."""
    lines = "".join(blocks(document, "sh")).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def program(command: str) -> str:
    return Path(shlex.split(command)[0]).name


def site_without_postcmd(folder: Path) -> Path:
    """What is installed here, except postcmd itself: so that a new environment needs no network to be filled."""
    folder.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "postcmd" not in entry.name:
            (folder / entry.name).symlink_to(entry)
    return folder


def sandbox(folder: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who never used postcmd before, on this machine, without a network."""
    site = site_without_postcmd(folder / "site")
    kept = {name: os.environ[name] for name in ("LANG", "PYTHON_KEYRING_BACKEND") if name in os.environ}
    return (
        kept
        | {
            "PATH": os.pathsep.join(
                [str(folder / "home/postcmd/bin"), sysconfig.get_path("scripts"), os.environ["PATH"]]
            ),
            "HOME": str(folder / "home"),
            "PYTHONPATH": str(site),
            "PIP_NO_DEPS": "1",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        | more
    )
