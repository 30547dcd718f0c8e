"""Finding services that only stand for a share of a total, where there are any."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_spread = sa.text("spread")


def upgrade() -> None:
    columns = ["unit", "day"]
    op.create_index("services_spread", "services", columns, postgresql_where=_spread, sqlite_where=_spread)
