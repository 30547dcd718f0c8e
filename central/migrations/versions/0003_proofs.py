"""A secret by which the centre knows the nonces it gave out, and which token a fresh one stands in for.

Cursors from before the secret prove nothing, and may name commits that a backup lacks: whoever makes a secret begins a
new epoch, so that no post goes on from one of them.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("head", sa.Column("secret", sa.String(64), nullable=False, server_default=""))
    head = sa.table("head", sa.column("epoch"), sa.column("secret"))
    op.execute(sa.update(head).values(epoch=secrets.token_hex(4), secret=secrets.token_hex(32)))
    op.add_column("tokens", sa.Column("replaces", sa.String(64)))
