"""The rows of episodes, inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from alliance_monitor.episode import EVENT, Event, Opened, Origin, RuptureEpisode, TherapyEnded, step
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import RuptureType
from db import audit
from db.access import Actor
from db.crypto import seal
from db.tables import EpisodeEvent, TherapySession, new_id
from db.therapies.reading import FREE_TEXT, event_text_place, read_episodes


def open_episode(
    tx: Connection, actor: Actor, client_id: str, session_id: str, origin: Origin, rupture_type: RuptureType | None
) -> str:
    """Open an episode in this session and return its id; InvalidEntryError if one is active for it already."""
    number = attended_number(tx, client_id, session_id)
    for episode in read_episodes(tx, client_id, _numbers(tx, client_id)):
        if episode.running and number in episode.ruptures:
            raise InvalidEntryError("This session's rupture is followed already.", "Go on with that episode.")
    episode_id = new_id()
    _write(tx, actor, client_id, episode_id, Opened(session=number, origin=origin, rupture_type=rupture_type))
    return episode_id


def add_event(tx: Connection, actor: Actor, client_id: str, episode_id: str, event: Event) -> None:
    """Record an event of an episode; refuses one that cannot follow the earlier events."""
    step(find_episode(tx, client_id, episode_id), event)
    _write(tx, actor, client_id, episode_id, event)


def end_episodes(tx: Connection, actor: Actor, client_id: str) -> None:
    """End every active episode with the therapy's last session."""
    numbers = _numbers(tx, client_id)
    last = max((number for number in numbers.values() if number is not None), default=None)
    for episode in read_episodes(tx, client_id, numbers):
        if episode.running and last is not None:
            add_event(tx, actor, client_id, episode.id, TherapyEnded(session=last))


def find_episode(tx: Connection, client_id: str, episode_id: str) -> RuptureEpisode:
    """The episode with this id; InvalidEntryError if the client has none."""
    for episode in read_episodes(tx, client_id, _numbers(tx, client_id)):
        if episode.id == episode_id:
            return episode
    raise InvalidEntryError("There is no such episode.", "Reload the page to see which there are.")


def episode_of_session(tx: Connection, client_id: str, number: int | None) -> RuptureEpisode | None:
    """The newest episode this session belongs to, or None."""
    episodes = read_episodes(tx, client_id, _numbers(tx, client_id))
    return next((episode for episode in reversed(episodes) if number in episode.ruptures), None)


def attended_number(tx: Connection, client_id: str, session_id: str) -> int:
    """The number of an attended session of this client; InvalidEntryError if there is none."""
    number = _numbers(tx, client_id).get(session_id)
    if number is None:
        raise InvalidEntryError("There is no such attended session.", "Choose one of this client's sessions.")
    return number


def _write(tx: Connection, actor: Actor, client_id: str, episode_id: str, event: Event) -> None:
    row = EVENT.dump_python(event, mode="json")
    number = row.pop("session", None)
    session_ids = {number: session_id for session_id, number in _numbers(tx, client_id).items()}
    if number is not None and number not in session_ids:
        raise InvalidEntryError("There is no such session.", "Choose one that was attended.")
    texts = {name: row.pop(name) for name in FREE_TEXT if row.get(name)}
    row_id = tx.scalar(
        insert(EpisodeEvent)
        .values(
            episode_id=episode_id,
            client_id=client_id,
            session_id=session_ids[number] if number is not None else None,
            event=row,
            recorded_by=actor.account_id,
        )
        .returning(EpisodeEvent.id)
    )
    if texts:
        # Sealed text is bound to its row, whose id is known only now.
        sealed = {name: seal(tx, text, **event_text_place(client_id, row_id, name)) for name, text in texts.items()}
        tx.execute(update(EpisodeEvent).where(EpisodeEvent.id == row_id).values(event=row | sealed))
    audit.record(tx, actor, f"episode.{event.kind}", "episode", episode_id, client_id)


def _numbers(tx: Connection, client_id: str) -> dict[str, int | None]:
    rows = tx.execute(select(TherapySession.id, TherapySession.number).where(TherapySession.client_id == client_id))
    return {row.id: row.number for row in rows}
