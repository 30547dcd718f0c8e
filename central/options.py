"""What several commands of `postcmd-central` take: the database, by --database, environment or default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

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
