"""Episodes, bond elements, talk and outcome: what a therapist follows beside the ratings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from alliance_monitor.attachment import BondElements, TalkCounts
from alliance_monitor.episode import Event, Merged, Opened, Origin, RupturedAgain, TherapyEnded
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import RuptureType
from db.access import Role, policy
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.tables import BondAssessment, OutcomeAnswers, TalkCount, new_id
from db.therapies import episode_rows


class Episodes(StoreBase):
    """What a therapist does with the ruptures of their clients."""

    @policy(Role.THERAPIST)
    def open_episode(
        self, client_id: str, session_id: str, origin: Origin, rupture_type: RuptureType | None = None, *, key: str
    ) -> str:
        """Follow a rupture from this session on; returns the episode's id. A session has one running episode."""
        with self._writing("open_episode", client_id) as tx:
            self._own_client(tx, client_id)
            if earlier := self._done_before(tx, key):
                return earlier
            episode_id = episode_rows.open_episode(tx, self._actor, client_id, session_id, origin, rupture_type)
            refresh_derived(tx, client_id)
            self._remember(tx, key, episode_id)
        return episode_id

    @policy(Role.THERAPIST)
    def add_to_episode(self, client_id: str, episode_id: str, event: Event, *, key: str) -> None:
        """Record what happened to an episode; refuses what cannot follow."""
        if isinstance(event, Opened | Merged | TherapyEnded):
            raise InvalidEntryError("This step is made in another way.", "Open, merge, or end the therapy.")
        with self._writing("add_to_episode", client_id) as tx:
            self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            episode_rows.add_event(tx, self._actor, client_id, episode_id, event)
            refresh_derived(tx, client_id)
            self._remember(tx, key, episode_id)

    @policy(Role.THERAPIST)
    def merge_episodes(self, client_id: str, episode_id: str, into: str, *, key: str) -> None:
        """Say that one episode is the same as another, which goes on with the ruptures of both."""
        with self._writing("merge_episodes", client_id) as tx:
            self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            one = episode_rows.find_episode(tx, client_id, episode_id)
            other = episode_rows.find_episode(tx, client_id, into)
            if other.opened_in > one.opened_in:
                raise InvalidEntryError(
                    "The episode to go on with began later.", "Merge the later into the earlier one."
                )
            episode_rows.add_event(tx, self._actor, client_id, episode_id, Merged(into=into))
            for session in one.ruptures:
                if session not in other.ruptures:
                    again = RupturedAgain(session=session, rupture_type=one.rupture_type)
                    episode_rows.add_event(tx, self._actor, client_id, into, again)
            refresh_derived(tx, client_id)
            self._remember(tx, key, into)

    @policy(Role.THERAPIST)
    def record_bond(self, client_id: str, session_id: str, elements: BondElements, *, key: str) -> None:
        """Record one look at the five elements of the bond."""
        self._beside(
            client_id, session_id, BondAssessment, {"elements": elements.model_dump(mode="json")}, "record_bond", key
        )

    @policy(Role.THERAPIST)
    def record_talk(self, client_id: str, session_id: str, counts: TalkCounts, *, key: str) -> None:
        """Record how many passages of each kind of talk a session had."""
        values = {"counts": counts.model_dump(mode="json")}
        self._beside(client_id, session_id, TalkCount, values, "record_talk", key)

    @policy(Role.THERAPIST)
    def record_outcome(self, client_id: str, form: OutcomeForm, *, key: str) -> None:
        """Record one outcome questionnaire."""
        with self._writing("record_outcome", client_id) as tx:
            self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            tx.execute(
                insert(OutcomeAnswers).values(
                    client_id=client_id, form=form.model_dump(mode="json"), recorded_by=self._actor.account_id
                )
            )
            refresh_derived(tx, client_id)
            self._audit(tx, "outcome.recorded", "client", client_id, client_id)
            self._remember(tx, key, client_id)

    def _beside(
        self, client_id: str, session_id: str, table: Any, values: dict[str, Any], method: str, key: str
    ) -> None:
        with self._writing(method, client_id) as tx:
            self._own_client(tx, client_id)
            if self._done_before(tx, key):
                return
            episode_rows.attended_number(tx, client_id, session_id)
            made = new_id()
            tx.execute(
                insert(table).values(
                    id=made, client_id=client_id, session_id=session_id, recorded_by=self._actor.account_id, **values
                )
            )
            self._audit(tx, method.replace("record_", "") + ".recorded", "session", session_id, client_id)
            self._remember(tx, key, made)
