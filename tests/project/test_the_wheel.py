"""What is installed is what the program reads: five rooms with their catalogues, records and migrations, no tests."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("postcmd", "sync", "widgets", "tui", "central")


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_file_of_the_rooms_is_carried(carried: set[str]) -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert sorted(wanted - carried) == []


def test_nothing_but_the_rooms_is_carried(carried: set[str]) -> None:
    beside = (".dist-info/", ".data/data/share/man/")
    assert {name.split("/")[0] for name in carried if not any(part in name for part in beside)} == set(ROOMS)


def test_the_man_pages_go_where_man_looks(carried: set[str]) -> None:
    pages = {name.partition(".data/data/")[2] for name in carried if "/man1/" in name}
    assert pages == {"share/man/man1/postcmd.1", "share/man/zh_CN/man1/postcmd.1"}


def test_the_licence_is_carried(carried: set[str]) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in carried)
