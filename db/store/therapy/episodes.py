"""Episodes, bond elements, talk and outcome: what a therapist follows besides the ratings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from alliance_monitor.attachment import BondElements, TalkCounts
from alliance_monitor.episode import Event, Merged, Opened, Origin, RupturedAgain, TherapyEnded
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import RuptureType
from db.access import Role
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.store.checks import own_client
from db.store.policy import ONE_CLIENT, policy
from db.tables import BondAssessment, OutcomeAnswers, TalkCount, new_id
from db.therapies import episode_rows


class Episodes(StoreBase):
    """What a therapist does with the ruptures of their clients."""

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def open_episode(
        self,
        tx: Connection,
        client_id: str,
        session_id: str,
        origin: Origin,
        rupture_type: RuptureType | None = None,
        *,
        key: str,
    ) -> str:
        """Follow a rupture from this session on; returns the episode's id. A session has one active episode."""
        episode_id = episode_rows.open_episode(tx, self._actor, client_id, session_id, origin, rupture_type)
        refresh_derived(tx, client_id)
        return episode_id

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def add_to_episode(self, tx: Connection, client_id: str, episode_id: str, event: Event, *, key: str) -> None:
        """Record an event of an episode; refuses one that cannot follow the earlier events."""
        if isinstance(event, Opened | Merged | TherapyEnded):
            raise InvalidEntryError("This step is made in another way.", "Open, merge, or end the therapy.")
        episode_rows.add_event(tx, self._actor, client_id, episode_id, event)
        refresh_derived(tx, client_id)

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def merge_episodes(self, tx: Connection, client_id: str, episode_id: str, into: str, *, key: str) -> None:
        """Merge an episode into another, which continues with the ruptures of both."""
        merged = episode_rows.find_episode(tx, client_id, episode_id)
        target = episode_rows.find_episode(tx, client_id, into)
        if target.opened_in > merged.opened_in:
            raise InvalidEntryError("The episode to go on with began later.", "Merge the later into the earlier one.")
        episode_rows.add_event(tx, self._actor, client_id, episode_id, Merged(into=into))
        for session in merged.ruptures:
            if session not in target.ruptures:
                again = RupturedAgain(session=session, rupture_type=merged.rupture_type)
                episode_rows.add_event(tx, self._actor, client_id, into, again)
        refresh_derived(tx, client_id)

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def record_bond(self, tx: Connection, client_id: str, session_id: str, elements: BondElements, *, key: str) -> None:
        """Record one assessment of the five elements of the bond."""
        self._add_to_session(tx, BondAssessment, session_id, {"elements": elements.model_dump(mode="json")})
        self._audit(tx, "bond.recorded", "session", session_id, client_id)

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def record_talk(self, tx: Connection, client_id: str, session_id: str, counts: TalkCounts, *, key: str) -> None:
        """Record how many passages of each kind of talk a session had."""
        self._add_to_session(tx, TalkCount, session_id, {"counts": counts.model_dump(mode="json")})
        self._audit(tx, "talk.recorded", "session", session_id, client_id)

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def record_outcome(self, tx: Connection, client_id: str, form: OutcomeForm, *, key: str) -> None:
        """Record one outcome questionnaire."""
        tx.execute(
            insert(OutcomeAnswers).values(
                client_id=client_id, form=form.model_dump(mode="json"), recorded_by=self._actor.account_id
            )
        )
        refresh_derived(tx, client_id)
        self._audit(tx, "outcome.recorded", "client", client_id, client_id)

    def _add_to_session(self, tx: Connection, table: Any, session_id: str, values: dict[str, Any]) -> None:
        """Insert a row about an attended session of the client."""
        client_id = self._client.id
        episode_rows.attended_number(tx, client_id, session_id)
        own = {"client_id": client_id, "session_id": session_id, "recorded_by": self._actor.account_id}
        tx.execute(insert(table).values(id=new_id(), **own, **values))
