"""One op a transaction on PostgreSQL, as pgbench does it: the statements of a push over one connection.

1. The statements are those that `central.push.take` sends for one `quota.add`, in their order, on the same tables.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

from bench.floors.batch import BODY, EVENT, HASH, LOG, NONCE, STAMPS
from tests.postgres import program

SCRIPT: Final = """
BEGIN;
SELECT epoch, seq, min_seq, safe, secret, aged FROM head;
SELECT account, last FROM clients WHERE client = 'FLOOR' FOR UPDATE;
SELECT kind, id, body, stamps, log, deleted FROM records WHERE kind = 'clock' AND id = ANY(ARRAY['clock'])
 UNION ALL SELECT kind, id, body, stamps, log, deleted FROM records
 WHERE kind = 'quota' AND id = ANY(ARRAY['{quota}'])
 UNION ALL SELECT kind, id, body, stamps, log, deleted FROM records
 WHERE kind = 'request' AND id = ANY(ARRAY['{request}'])
 UNION ALL SELECT kind, id, body, stamps, log, deleted FROM records
 WHERE kind = 'unit' AND id = ANY(ARRAY['{unit}'])
 UNION ALL SELECT kind, id, body, stamps, log, deleted FROM records
 WHERE NOT deleted AND parent = ANY(ARRAY['{quota}']);
SELECT kind, id, body, stamps, log, deleted FROM records WHERE kind = 'place' AND id = ANY(ARRAY['sunhe-p']);
SELECT epoch, seq, min_seq, safe, secret, aged FROM head FOR UPDATE \\gset
\\set next :seq + 1
SELECT role, prefix, since, until FROM grants JOIN accounts ON name = account
 WHERE account = 'city' AND disabled IS NULL ORDER BY id;
WITH part0 AS (INSERT INTO commits (seq, nonce, at, op_at) VALUES (:next, '{NONCE}', :next, :next)),
 part1 AS (UPDATE records SET seq = :next, body = '{BODY}', stamps = '{STAMPS}', log = '{LOG}'
 WHERE kind = 'floor' AND id = '{quota}'),
 part2 AS (INSERT INTO events (seq, part, kind, id, body) VALUES (:next, 0, 'floor', '{quota}', '{EVENT}')),
 part3 AS (INSERT INTO ledger (client, n, hash, status, seq, at)
 VALUES ('FLOOR', :next, '{HASH}', 'applied', :next, :next)),
 part4 AS (UPDATE clients SET last = :next WHERE client = 'FLOOR')
 UPDATE head SET seq = :next WHERE id = 1;
COMMIT;
"""


def with_pgbench(folder: Path, conninfo: str, quota: str, transactions: int) -> float:
    """Seconds per op. The client FLOOR has to be there."""
    request, unit, _day = quota.split(".")
    script = folder / "single.sql"
    facts = {"NONCE": NONCE, "BODY": BODY, "STAMPS": STAMPS, "LOG": LOG, "EVENT": EVENT, "HASH": HASH}
    script.write_text(SCRIPT.format(quota=quota, request=request, unit=unit, **facts))
    asked = ["-n", "-c", "1", "-t", str(transactions), "-M", "prepared", "-f", str(script), conninfo]
    said = subprocess.run([str(program("pgbench")), *asked], capture_output=True, text=True, check=True).stdout
    rate = re.search(r"tps = ([\d.]+)", said)
    assert rate is not None, said
    return 1 / float(rate[1])
