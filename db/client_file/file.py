"""Reading everything recorded about one client, inside the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from alliance_monitor.client_file import (
    ClientFile,
    DiscussionEntry,
    DraftEntry,
    EmergencyEntry,
    LineEntry,
    LinkEntry,
    LookEntry,
    Made,
    Supervised,
    SupervisionRequestEntry,
    Therapy,
    VerdictEntry,
    instruments_of,
    scales,
)
from alliance_monitor.instruments import instrument
from db import tables
from db.client_file.recorded import attachment, decisions, episodes, outcomes, sessions
from db.client_file.rows import ClientRows
from db.therapies import unsealed_draft


def read_client_file(tx: Connection, client_id: str, made: Made) -> ClientFile:
    """The client's file. The caller has checked that they may see it, and that no answer is held back from them."""
    rows = ClientRows(tx, client_id)
    appointments, profiles, forms = sessions(rows), attachment(rows), outcomes(rows)
    ratings = [entry.rating for session in appointments for entry in session.ratings]
    used = {(rating.instrument, rating.instrument_version) for rating in ratings}
    used |= {(entry.form.instrument, entry.form.version) for entry in forms}
    kinds = [instrument(name, version) for name, version in used]
    assessed = [entry.profile for entry in profiles]
    kinds += [instrument(p.instrument, p.instrument_version) for p in assessed if p.instrument]
    client = rows.client
    return ClientFile(
        made=made,
        therapy=Therapy(
            code=client.code,
            therapist=rows.named(client.therapist_id),
            started_on=client.started_on,
            ended_on=client.ended_on,
            ending=client.ending,
            added_at=client.created_at,
        ),
        scales=scales(),
        instruments=instruments_of(kinds),
        sessions=appointments,
        lines=tuple(
            LineEntry(session=row.session_id, given_at=row.given_at, text=rows.sealed_text(row, "client_lines", "text"))
            for row in rows.of(tables.ClientLine, "given_at")
        ),
        attachment=profiles,
        outcomes=forms,
        decisions=decisions(rows),
        episodes=episodes(rows),
        prompts=tuple(
            VerdictEntry(**rows.by(row, "given"), prompt=row.prompt_id, verdict=row.verdict)
            for row in rows.of(tables.PromptVerdict, "given_at")
        ),
        supervision=_supervision(rows),
        links=tuple(_link(rows, row) for row in rows.links),
        drafts=_drafts(rows),
        emergencies=_emergencies(rows),
        looks=_looks(rows),
    )


def _supervision(rows: ClientRows) -> Supervised:
    asked, held = "supervision_requests", "supervision_discussions"
    return Supervised(
        requests=tuple(
            SupervisionRequestEntry(
                **rows.by(row, "asked"),
                question=rows.sealed_text(row, asked, "question"),
                shares_notes=row.share_notes,
                answered_at=row.answered_at,
                withdrawn_at=row.withdrawn_at,
            )
            for row in rows.of(tables.SupervisionRequest, "asked_at")
        ),
        discussions=tuple(
            DiscussionEntry(
                **rows.by(row),
                discussed_on=row.discussed_on,
                note=rows.sealed_text(row, held, "note"),
                decision=rows.sealed_text(row, held, "decision"),
                follow_up_on=row.follow_up_on,
                stood=row.case_snapshot,
            )
            for row in rows.of(tables.SupervisionDiscussion, "recorded_at")
        ),
    )


def _link(rows: ClientRows, row: Row[Any]) -> LinkEntry:
    return LinkEntry(
        **rows.by(row, "created"),
        id=row.id,
        session=row.session_id,
        held_on=row.held_on,
        asks=row.asks,
        instrument=row.instrument,
        instrument_version=row.instrument_version,
        language=row.language,
        free_line=row.free_line,
        shown_at_once=row.at_once,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        shown_at=row.shown_at,
    )


def _drafts(rows: ClientRows) -> tuple[DraftEntry, ...]:
    found = []
    for row in rows.of(tables.Draft, "saved_at"):
        content = unsealed_draft(rows.tx, rows.client_id, row.account_id, row.content)
        if content is not None:
            by = rows.named(row.account_id)
            found.append(DraftEntry(recorded_by=by, recorded_at=row.saved_at, content=content))
    return tuple(found)


def _emergencies(rows: ClientRows) -> tuple[EmergencyEntry, ...]:
    return tuple(
        EmergencyEntry(
            recorded_by=rows.named(row.account_id),
            recorded_at=row.opened_at,
            reason=rows.sealed_text(row, "emergency_accesses", "reason"),
            until=row.until,
        )
        for row in rows.of(tables.EmergencyAccess, "opened_at")
    )


def _looks(rows: ClientRows) -> tuple[LookEntry, ...]:
    return tuple(
        LookEntry(at=row.at, by=rows.named(row.account_id) if row.account_id else None, action=row.action)
        for row in rows.of(tables.AuditEntry, "id")
    )
