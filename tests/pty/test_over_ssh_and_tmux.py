"""A board over a real sshd whose link is cut, and in a real tmux that is left and taken up again."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.centre_fixture import RunningCentre, running_centre
from tests.pty.elsewhere import FIRST_ROW, quota_at, set_quota, until
from tests.pty.seat import POSTCMD, Seat, way_in

SSHD: Final = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
TMUX: Final = shutil.which("tmux")
CONFIG: Final = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
LogLevel QUIET
"""
KNOWS_NOBODY: Final = ("-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null")


class Host:
    """A host reached over ssh, where whoever comes in gets the board and nothing else."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port

    @contextmanager
    def login(self) -> Iterator[Seat]:
        key = ("-i", f"{self._folder}/key", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR")
        place = ("-tt", "-p", str(self._port), f"{getpass.getuser()}@127.0.0.1")
        with Seat(["ssh", *KNOWS_NOBODY, *key, *place], cols=100, rows=30) as somebody:
            yield somebody


@contextmanager
def a_host(folder: Path, env: Mapping[str, str]) -> Iterator[Host]:
    """Debian's sshd on loopback, with keys of its own and `postcmd` as the forced command."""
    assert SSHD is not None
    for key in ("host_key", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
    said = " ".join(f"{name}={value}" for name, value in env.items())
    forced = f'restrict,pty,command="env {said} {POSTCMD}" {(folder / "key.pub").read_text()}'
    (folder / "authorized_keys").write_text(forced)
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    (folder / "sshd_config").write_text(CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        # Where sshd parts with its rights; Debian's service makes it.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "sshd_config"]) as daemon:
        try:
            until(lambda: _listens(port))
            yield Host(folder, port)
        finally:
            daemon.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


# Only Debian brings a real sshd and a real tmux; .ci/run installs both, so that neither is left out there.
@pytest.mark.skipif(SSHD is None, reason="openssh-server is not installed here")  # no pip package brings an sshd
def test_a_link_that_is_cut_in_the_middle_of_an_edit_costs_nothing(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre, a_host(tmp_path, way_in(centre, tmp_path / "home")) as host:
        with host.login() as somebody:
            somebody.types("a")
            somebody.sees("online", "孙河乡")
            centre.stop()
            somebody.sees("offline")
            somebody.types("/孙河\r+")
            somebody.sees("13", "●")
            somebody.types("2")
            # Closing kills the client: the link is cut, with a number half typed.
        with host.login() as somebody:
            somebody.sees("offline", "/孙河", "13", "●")
            assert "another session" not in somebody.text()
            centre.start()
            somebody.types("\x12")
            somebody.sees("13", "✓")
            until(lambda: quota_at(centre)["max"] == 13)


@contextmanager
def a_tmux(env: Mapping[str, str]) -> Iterator[list[str]]:
    """A tmux server of its own; what to call it by."""
    assert TMUX is not None
    # The path of a socket is short, or it is none.
    folder = tempfile.mkdtemp(prefix="tmux-")
    tmux = [TMUX, "-S", f"{folder}/socket", "-f", "/dev/null"]
    try:
        yield ["env", *(f"{name}={value}" for name, value in env.items()), *tmux]
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
        shutil.rmtree(folder)


@pytest.mark.skipif(TMUX is None, reason="tmux is not installed here")  # no pip package brings a tmux
def test_tmux_is_left_and_taken_up_again_by_another_terminal(centre: RunningCentre, tmp_path: Path) -> None:
    with a_tmux(way_in(centre, tmp_path)) as tmux:
        with Seat([*tmux, "new-session", POSTCMD], cols=100, rows=30) as somebody:
            somebody.sees("online")
            somebody.types("a/孙河\r")
            somebody.sees("孙河乡", "all days")
            somebody.types("\x02d")
            assert somebody.ends() == 0
        set_quota(centre, 77, FIRST_ROW)
        with Seat([*tmux, "attach"], cols=80, rows=24) as somebody:
            somebody.sees("孙河乡", "77", "online")
            somebody.types("?")
            somebody.sees("Keys")
            somebody.types("\x1b")
            somebody.sees("77")
            somebody.types("q")
            assert somebody.ends() == 0
