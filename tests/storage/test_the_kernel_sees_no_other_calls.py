"""The real program on a real disk, watched and cut by the kernel itself.

1. Every call that changes a file goes through the port that the other tests cut, but those of the lock.
2. Killed or refused inside such a call, nothing that was shown as saved is lost.
3. A full disk refuses edits and takes them again when there is room.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.storage.recovered import start_after, wrongs
from tests.storage.story import CLIENT, Said, home_in
from tests.storage.teller import Filled
from tests.storage.zygote import ROOT

TRIED = {10, 11, 12, 13}
CHANGING = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync_file_range,rename,renameat,"
    "renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat,flock,chmod,fchmod,"
    "fchmodat,chown,fchown,lchown,fchownat,truncate,ftruncate,fallocate,copy_file_range,sendfile,utimensat"
)
NAMES = {"openat": "open", "renameat": "rename", "renameat2": "rename", "unlinkat": "unlink", "mkdirat": "mkdir"}
TELLER = [sys.executable, "-m", "tests.storage.teller"]

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to watch system calls")


def strace(*options: str, state: Path, words: Path) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-qq", "-y", *options, *TELLER, str(state), str(words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@needs_strace
def test_the_port_names_every_call_that_changes_a_file(tmp_path: Path) -> None:
    trace, top = tmp_path / "trace", tmp_path / "top"
    top.mkdir()
    run = strace("-o", str(trace), "-e", f"trace={CHANGING}", state=top / "postcmd", words=tmp_path / "words")
    assert run.returncode == 0, run.stderr
    seen, of_the_lock = [], set[str]()
    for line in trace.read_text().splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call is None or f"{top}" not in line or changes_nothing(line):
            continue
        if f"/inst-{CLIENT}/lock" in line:
            of_the_lock.add(call.group(1))
        else:
            seen.append(NAMES.get(call.group(1), call.group(1)))
    assert seen == run.stdout.split()
    assert of_the_lock <= {"openat", "fchmod", "flock"}


def changes_nothing(line: str) -> bool:
    """Opening for reading, and what the lock does about the folder that it finds there."""
    is_read = "openat(" in line and not any(flag in line for flag in ("O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC"))
    return is_read or ("mkdir" in line and "EEXIST" in line)


@needs_strace
@pytest.mark.parametrize(
    ("call", "of", "when", "how"),
    [
        ("mkdir", "", 2, "signal=KILL"),
        ("flock", "lock", 1, "signal=KILL"),
        ("openat", ".outbox.json.tmp", 3, "signal=KILL"),
        ("write", ".outbox.json.tmp", 2, "signal=KILL"),
        ("fsync", ".outbox.json.tmp", 3, "signal=KILL"),
        ("rename", "", 3, "signal=KILL"),
        ("fsync", "..", 4, "signal=KILL"),
        ("write", ".outbox.json.tmp", 3, "error=ENOSPC"),
        ("fsync", ".outbox.json.tmp", 1, "error=EIO"),
        ("rename", "", 3, "error=EROFS"),
    ],
)
def test_cut_by_the_kernel_inside_a_call_nothing_shown_as_saved_is_lost(
    tmp_path: Path, call: str, of: str, when: int, how: str
) -> None:
    state, words = tmp_path / "postcmd", tmp_path / "words"
    folder = home_in(state).folder / f"inst-{CLIENT}"
    only = ["-P", str(folder if of == ".." else folder / of)] if of else []
    inject = f"inject={call}:{how}:when={when}"
    run = strace("-o", "/dev/null", *only, "-e", f"trace={call}", "-e", inject, state=state, words=words)
    lines = words.read_bytes().splitlines()
    said = msgspec.json.decode(lines[-1], type=Said) if lines else Said()
    assert (run.returncode == 0) == how.startswith("error"), run.stderr
    assert bool(said.refused) == how.startswith("error")
    found = start_after(state)
    assert (wrongs(found, said, TRIED), found.trouble) == ([], "")


def assert_full_then_room(filled: Filled, code: str) -> None:
    """The refused edit was refused with the reason, everything else is there, also at the next start."""
    assert list(filled.full.refused.values()) == [code]
    assert filled.full.saved.items() <= filled.room.saved.items()
    assert 10 in filled.room.saved.values()
    tried = {*filled.room.saved.values()}
    assert wrongs(filled.found, filled.room, tried) == []
    assert len(tried) > 5


def test_a_file_that_may_grow_no_more_refuses_edits_and_takes_them_again(tmp_path: Path) -> None:
    command = [*TELLER, "fill", str(tmp_path / "postcmd"), str(tmp_path / "no ballast")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert_full_then_room(msgspec.json.decode(run.stdout, type=Filled), "disk_error")


def test_a_full_disk_refuses_edits_and_takes_them_again(tmp_path: Path) -> None:
    mount = f'mount -t tmpfs -o size=64k tmpfs "{tmp_path}" && head -c 40k /dev/zero > "$0" && exec "$@"'
    alone = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(tmp_path / "ballast")]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        # Many containers let nobody mount. What a refused write does is proved above all the same, by a limit on the
        # file's size; only that the kernel itself says ENOSPC is then not seen.
        pytest.skip("no small file system may be mounted here")  # a container may forbid mounting; see above
    command = [*alone, *TELLER, "fill", str(tmp_path / "postcmd"), str(tmp_path / "ballast")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert_full_then_room(msgspec.json.decode(run.stdout, type=Filled), "disk_full")
