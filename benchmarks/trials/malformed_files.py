"""Rating files malformed in every way we could think of: read, or refused with an error of ours, never a crash."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from alliance_monitor.errors import AllianceError
from alliance_monitor.importing import guess, parse, read_table
from alliance_monitor.records import Rater
from benchmarks.trials.outcome import Outcome

SECRET = "Zq7SecretWord"
"""A marker in cells of every file: an error that contains it leaks cell contents. It is not used in column names."""

HEADER = ["client", "session", "rater", "date", "goal", "task", "bond", "tension"]
ODD_NAMES = [
    "", " ", "0", "-1", "8", "1e309", "nan", "inf", "1,5", "5.5.5", "=1+1", "@SUM(A1)", '"', '""', "\x00", "\u202e",
    "\ufeff", "9" * 400, "31.02.2026", "2026-13-01", "٣", "½", "NULL", "None", "true", "<b>", "\\", "\t", "\n",
    "'; DROP TABLE",
]  # fmt: skip
ODD = [*ODD_NAMES, SECRET]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"]


def run(times: int, _folder: Path) -> Outcome:
    """Read `times` malformed files; anything but a batch or an error of ours is a crash, quoting a cell is a leak."""
    rng, wrong, refused = random.Random(4), [], 0
    for number in range(times):
        content, name = _file(rng)
        try:
            table = read_table(name, content)
            batch = parse(table, guess(table.header, "brief-session"), instrument="brief-session", rater=Rater.CLIENT)
            said = "\n".join(str(problem) for problem in batch.problems)
            refused += bool(batch.problems)
            if not batch.problems:
                batch.require_clean()
        except AllianceError as error:
            said, refused = str(error), refused + 1
        except Exception as error:  # noqa: BLE001 - this is what is counted
            wrong.append(f"file {number}: {type(error).__name__}")
            continue
        if SECRET in said:
            wrong.append(f"file {number}: a cell is repeated")
    return Outcome("malformed files", times, f"{refused:,} refused in a sentence", tuple(wrong))


def _file(rng: random.Random) -> tuple[bytes, str]:
    rows = []
    for row in range(1, rng.randrange(2, 12)):
        parts = map(str, rng.choices(range(1, 8), k=3))
        rows.append([f"{SECRET}{row % 5}", str(row), rng.choice(["client", "therapist"]), "2026-01-05", *parts, "1"])
    header = list(HEADER)
    for _ in range(rng.randrange(1, 4)):
        rng.choice(CELLS)(rng, header, rows)
    separator = rng.choice([",", ",", ";", "\t", "|"])
    text = rng.choice(["\n", "\r\n", "\r"]).join(separator.join(row) for row in [header, *rows])
    content = text.encode(rng.choice(ENCODINGS), "replace")
    for _ in range(rng.randrange(0, 3)):
        content = rng.choice(BYTES)(rng, content)
    return content, rng.choice(["ratings.csv", "ratings.csv", "ratings.csv", "ratings.xlsx", "ratings", "ratings.txt"])


def _odd_cell(rng: random.Random, _header: list[str], rows: list[list[str]]) -> None:
    if rows and (row := rng.choice(rows)):
        row[rng.randrange(len(row))] = rng.choice(ODD)


def _ragged(rng: random.Random, _header: list[str], rows: list[list[str]]) -> None:
    if rows:
        row = rng.choice(rows)
        row[rng.randrange(len(row) + 1) :] = [rng.choice(ODD) for _ in range(rng.randrange(6))]


def _odd_header(rng: random.Random, header: list[str], _rows: list[list[str]]) -> None:
    header[rng.randrange(len(header))] = rng.choice([*ODD_NAMES, *HEADER])


def _shuffled(rng: random.Random, header: list[str], _rows: list[list[str]]) -> None:
    rng.shuffle(header)


def _repeated(rng: random.Random, _header: list[str], rows: list[list[str]]) -> None:
    rows.extend([list(row) for row in rows] * rng.randrange(1, 3))


def _cut(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _flipped(rng: random.Random, content: bytes) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.randrange(1, 20)):
        if broken:
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _inserted(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return (
        content[:at] + rng.choice([b"\x00", b"\xff\xfe", b'"', b"\r", b"PK\x03\x04", rng.randbytes(30)]) + content[at:]
    )


CELLS: list[Callable[[random.Random, list[str], list[list[str]]], None]] = [
    _odd_cell, _odd_cell, _ragged, _odd_header, _shuffled, _repeated,
]  # fmt: skip
BYTES: list[Callable[[random.Random, bytes], bytes]] = [_cut, _flipped, _inserted]
