"""The files of the project name no package index and no folder of the machine they were written on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_THE_PROJECTS = {"__pycache__", "build", "dist", "htmlcov", "out"}
TOLD_TO_ALL = {".ci", ".gitignore"}

INDEX = re.compile(
    r"--(?:extra-)?index[-]url|--find[-]links|trusted[-]host"
    r"|index_url\s*=\s*\S*:|pypi[.]org|python[h]osted|https?://\S*/simple\b",
    re.IGNORECASE,
)
FOLDER = re.compile(r"(?<![\w/.:}>)])/(?:work|home|root|tmp|farm|Users|opt/wheels|opt/pypi)/\w")


def files_of_the_project() -> list[Path]:
    tops = [top for top in ROOT.iterdir() if is_the_projects(top)]
    inside = [path for top in tops if top.is_dir() for path in top.rglob("*")]
    found = [*tops, *inside]
    return [path for path in found if path.is_file() and not NOT_THE_PROJECTS & set(path.parts[len(ROOT.parts) :])]


def is_the_projects(top: Path) -> bool:
    return top.name in TOLD_TO_ALL or not top.name.startswith(".")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files_of_the_project():
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return found


def test_the_search_sees_the_whole_project() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in files_of_the_project()}
    assert {"Makefile", "requirements.txt", "dev/setup", ".ci/run", "postcmd/words.py"} <= names
    assert not any(name.startswith(".venv") for name in names)


def test_no_file_names_a_package_index() -> None:
    assert lines_with(INDEX) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert lines_with(FOLDER) == []


@pytest.mark.parametrize(
    "line", ["pip install -i https" + "://example.org/simple x", "PIP_INDEX" + "_URL=https://x.org"]
)
def test_an_index_address_would_be_seen(line: str) -> None:
    assert INDEX.search(line)


@pytest.mark.parametrize("top", ["home", "tmp", "work"])
@pytest.mark.parametrize("line", ["see {}", "open('{}')", "cd {}"])
def test_a_folder_of_a_machine_would_be_seen(line: str, top: str) -> None:
    assert FOLDER.search(line.format("/".join(("", top, "notes"))))


@pytest.mark.parametrize(("before", "top"), [("GET /v1", "work"), ("https://example.org", "home"), ("$HOME", "tmp")])
def test_an_address_on_the_wire_is_no_folder(before: str, top: str) -> None:
    assert not FOLDER.search("/".join((before, top, "12")))
