"""Ends a PostgreSQL of the tests when nobody uses it any more, however its users ended.

Every user holds a shared lock on FOLDER/users, which the kernel takes back from a process that was killed. The warden
waits for the lock alone, in a session of its own; then it stops every cluster in FOLDER and removes the folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path


def main(folder: Path, pg_ctl: str, user: int) -> None:
    os.umask(0o077)
    with (folder / "users").open("r+b") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        for running in folder.glob("*/data/postmaster.pid"):
            command = [pg_ctl, "-D", str(running.parent), "-m", "immediate", "-w", "stop"]
            subprocess.run(
                command, cwd="/", user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
            )
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
