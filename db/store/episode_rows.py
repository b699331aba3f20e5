"""The rows of episodes, inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from alliance_monitor.episode import EVENT, Event, Opened, Origin, RuptureEpisode, TherapyEnded, step
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.rupture import RuptureType
from db.reading import WRITTEN, event_place, read_episodes
from db.store.base import StoreBase
from db.tables import EpisodeEvent, TherapySession, new_id
from db.words import seal


class EpisodeRows(StoreBase):
    """What clients, flags and episodes share of following a rupture."""

    def _open(
        self, tx: Connection, client_id: str, session_id: str, origin: Origin, rupture_type: RuptureType | None
    ) -> str:
        number = self._number(tx, client_id, session_id)
        for one in read_episodes(tx, client_id, _numbers(tx, client_id)):
            if one.running and number in one.ruptures:
                raise InvalidEntryError("This session's rupture is followed already.", "Go on with that episode.")
        episode_id = new_id()
        self._write(tx, client_id, episode_id, Opened(session=number, origin=origin, rupture_type=rupture_type))
        return episode_id

    def _happened(self, tx: Connection, client_id: str, episode_id: str, event: Event) -> None:
        step(self._episode(tx, client_id, episode_id), event)
        self._write(tx, client_id, episode_id, event)

    def _write(self, tx: Connection, client_id: str, episode_id: str, event: Event) -> None:
        told = EVENT.dump_python(event, mode="json")
        number = told.pop("session", None)
        by_number = {held: session_id for session_id, held in _numbers(tx, client_id).items()}
        if number is not None and number not in by_number:
            raise InvalidEntryError("There is no such session.", "Choose one that was attended.")
        words = {name: told.pop(name) for name in WRITTEN if told.get(name)}
        row = tx.scalar(
            insert(EpisodeEvent)
            .values(
                episode_id=episode_id,
                client_id=client_id,
                session_id=by_number[number] if number is not None else None,
                event=told,
                recorded_by=self._actor.account_id,
            )
            .returning(EpisodeEvent.id)
        )
        if words:
            # What was written is bound to its row, whose id is known only now.
            sealed = {name: seal(tx, text, **event_place(client_id, row, name)) for name, text in words.items()}
            tx.execute(update(EpisodeEvent).where(EpisodeEvent.id == row).values(event=told | sealed))
        self._audit(tx, f"episode.{event.kind}", "episode", episode_id, client_id)

    def _episode(self, tx: Connection, client_id: str, episode_id: str) -> RuptureEpisode:
        for one in read_episodes(tx, client_id, _numbers(tx, client_id)):
            if one.id == episode_id:
                return one
        raise InvalidEntryError("There is no such episode.", "Reload the page to see which there are.")

    def _episode_of(self, tx: Connection, client_id: str, number: int | None) -> RuptureEpisode | None:
        """The newest episode this session belongs to, or None."""
        found = [one for one in read_episodes(tx, client_id, _numbers(tx, client_id)) if number in one.ruptures]
        return found[-1] if found else None

    def _end_episodes(self, tx: Connection, client_id: str) -> None:
        """The therapy ends: whatever is still followed ends with it."""
        numbers = _numbers(tx, client_id)
        last = max((number for number in numbers.values() if number is not None), default=None)
        for one in read_episodes(tx, client_id, numbers):
            if one.running and last is not None:
                self._happened(tx, client_id, one.id, TherapyEnded(session=last))

    def _number(self, tx: Connection, client_id: str, session_id: str) -> int:
        number = _numbers(tx, client_id).get(session_id)
        if number is None:
            raise InvalidEntryError("There is no such attended session.", "Choose one of this client's sessions.")
        return number


def _numbers(tx: Connection, client_id: str) -> dict[str, int | None]:
    rows = tx.execute(select(TherapySession.id, TherapySession.number).where(TherapySession.client_id == client_id))
    return {row.id: row.number for row in rows}
