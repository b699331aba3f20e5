"""How many sessions the client rated, and what became of the links sent to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alliance_monitor.therapy.completeness import completeness
from alliance_monitor.therapy.history import Link
from tests.support.therapies import QUIET, START, THEN, session, therapy


def link(id_: str, asks: str = "alliance", *, used: bool = False, revoked: bool = False) -> Link:
    later = THEN + timedelta(hours=1)
    expires = THEN + timedelta(days=7)
    return Link(id_, None, START, "srs", asks, THEN, expires, later if used else None, later if revoked else None)


def test_what_the_client_rated_and_what_was_asked_by_link_is_counted() -> None:
    history = therapy([(6.0, 5.0, 1), (None, 5.0, 1), (6.0, 5.0, 1), (None, 5.0, 1)])
    waiting = replace(session(5, None, None), client_waits=True)
    links = (link("a", used=True), link("b"), link("c", revoked=True), link("d", "outcome", used=True))
    found = completeness(replace(history, sessions=(*history.sessions, waiting), links=links))
    assert (found.sessions, found.given) == (5, 3)
    assert (found.asked, found.answered) == (2, 1)
    assert found.waiting == (waiting,)
    assert found.unrated is None  # the newest session was answered, though held back
    assert found.sentence() == "The client rated 3 of 5 sessions. By link: asked 2, answered 1."


def test_the_newest_session_is_named_when_the_client_has_not_rated_it() -> None:
    history = therapy([*QUIET, (None, 5.0, 1)])
    assert completeness(history).unrated == history.sessions[-1]
    assert completeness(therapy(QUIET)).unrated is None
    assert completeness(therapy([])).unrated is None


def test_without_links_none_are_mentioned() -> None:
    assert completeness(therapy([])).sentence() == "No session yet."
    assert completeness(therapy(QUIET[:1])).sentence() == "The client rated 1 of 1 session."
    assert completeness(therapy(QUIET[:2])).sentence() == "The client rated 2 of 2 sessions."


def test_a_link_is_open_until_it_is_used_revoked_or_expired() -> None:
    fresh = link("a")
    assert fresh.is_open(fresh.expires_at - timedelta(seconds=1))
    assert not fresh.is_open(fresh.expires_at)
    assert not link("b", used=True).is_open(THEN)
    assert not link("c", revoked=True).is_open(THEN)
