"""What several commands of `postcmd-central` take and tell: the database, by --database, environment or default; what
is wrong with a file, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from central.faults import MOST_NAMED
from postcmd.errors import BadInput
from postcmd.words import N_

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


def with_database(command: Any) -> Any:
    return click.option(
        "--database",
        envvar="POSTCMD_CENTRAL_DATABASE",
        metavar="FILE|URL",
        help=N_("SQLite file or SQLAlchemy URL of the database."),
    )(command)


def url_named(database: str | None) -> URL:
    """The database named; without a name the one under XDG_DATA_HOME."""
    from central.database import url_of

    if database is None:
        from platformdirs import user_data_path

        database = str(user_data_path("postcmd") / "central.sqlite")
    return url_of(database)


@contextmanager
def faults_told() -> Iterator[None]:
    """Say what is wrong with which lines, the first of them, before the error goes on."""
    try:
        yield
    except BadInput as error:
        for wrong in error.facts.get("wrong", ())[:MOST_NAMED]:
            click.echo(wrong.sentence, err=True)
        raise
