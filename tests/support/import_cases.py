"""Files of ratings as people have them, read and matched in one go."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

from alliance_monitor.importing import (
    Batch,
    Table,
    guess,
    parse,
    read_table,
)
from alliance_monitor.records.ratings import Rater

SRS = "pairing_id,session_id,relationship,goals_and_topics,approach_or_method,overall\n"
BRIEF = "client,session,rater,goal,task,bond,tension\n"


def table(text: str) -> Table:
    return read_table("ratings.csv", text.encode())


def batch(text: str, name: str = "brief-session", rater: Rater | None = None) -> Batch:
    read = table(text)
    return parse(read, guess(read.header, name), instrument=name, rater=rater)


def problems(text: str, name: str = "brief-session", rater: Rater | None = None) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in batch(text, name, rater).problems]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
