"""Duties by the day they are over, so that those who stand on from earlier days are found among the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
_DUTIES = sa.text("kind = 'duty'")


def upgrade() -> None:
    op.create_index("records_duties", "records", ["kind", "ends"], sqlite_where=_DUTIES, postgresql_where=_DUTIES)
