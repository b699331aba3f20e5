"""What a therapist concludes: attachment profiles, decisions about flags, verdicts on prompts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert

from alliance_monitor.attachment import Profile
from alliance_monitor.episode import Classified, Origin
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import NOTE_LENGTH, RuptureType, propose_type
from alliance_monitor.repair import Feedback
from alliance_monitor.therapy import Decision, SessionRecord, course
from db.access import Role
from db.crypto import seal
from db.derived import refresh_derived
from db.store.base import StoreBase
from db.store.checks import own_client
from db.store.policy import ONE_CLIENT, policy
from db.store.reason import clean_reason
from db.tables import FlagDecision, PromptVerdict, new_id
from db.therapies import add_event, add_profile, episode_of_session, open_episode, read_for_detection


class Judgements(StoreBase):
    """Profiles, decisions and verdicts are only added, never changed; the newest counts."""

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def record_profile(self, tx: Connection, client_id: str, profile: Profile, *, key: str) -> str:
        """Add the next version of a client's attachment profile."""
        profile_id = add_profile(tx, client_id, profile, self._actor.account_id)
        refresh_derived(tx, client_id)
        self._audit(tx, "profile.recorded", "profile", profile_id, client_id)
        return profile_id

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def decide(
        self,
        tx: Connection,
        client_id: str,
        session_id: str,
        decision: Decision,
        *,
        key: str,
        reason: str = "",
        rupture_type: RuptureType | None = None,
        snoozed_until: date | None = None,
    ) -> str:
        """Record what the therapist decided about the flag of one session; a dismissal needs a reason.

        A confirmed or reclassified flag is followed as an episode from then on.
        """
        reason = clean_reason(reason)
        if len(reason) > NOTE_LENGTH:
            raise InvalidEntryError(f"The reason is longer than {NOTE_LENGTH} characters.", "Shorten it.")
        if decision is Decision.DISMISSED and not reason:
            raise InvalidEntryError("A dismissed flag needs a reason.", "Choose or write one.")
        if decision is Decision.RECLASSIFIED and rupture_type is None:
            raise InvalidEntryError("The kind of rupture is missing.", "Choose one.")
        if decision is Decision.SNOOZED and snoozed_until is None:
            raise InvalidEntryError("The date until which to put the flag off is missing.", "Choose one.")
        flags = course(read_for_detection(tx, client_id)).flags
        flag = next((flag for flag in flags if flag.session.id == session_id), None)
        if flag is None:
            raise InvalidEntryError("This session has no flag any more.", "Reload the page to see where it stands.")
        decision_id = new_id()
        tx.execute(
            insert(FlagDecision).values(
                id=decision_id,
                client_id=client_id,
                session_id=session_id,
                rule=flag.rule,
                rule_version=flag.rule_version,
                decision=decision.value,
                reason=seal(tx, reason, owner=client_id, table="flag_decisions", column="reason", row=decision_id),
                rupture_type=rupture_type.value if rupture_type else None,
                snoozed_until=snoozed_until,
                decided_by=self._actor.account_id,
            )
        )
        if decision in (Decision.CONFIRMED, Decision.RECLASSIFIED):
            self._follow_flag(tx, client_id, flag.session, rupture_type)
        refresh_derived(tx, client_id)
        self._audit(tx, f"flag.{decision.value}", "session", session_id, client_id)
        return decision_id

    def _follow_flag(
        self, tx: Connection, client_id: str, session: SessionRecord, rupture_type: RuptureType | None
    ) -> None:
        """Open an episode for the flag, or classify the active one it belongs to."""
        existing = episode_of_session(tx, client_id, session.number)
        if existing is None:
            kind = rupture_type or propose_type(session.markers)
            open_episode(tx, self._actor, client_id, session.id, Origin.FLAG, kind)
        elif rupture_type is not None and existing.running:
            add_event(tx, self._actor, client_id, existing.id, Classified(rupture_type=rupture_type))

    @policy(Role.THERAPIST, check=own_client, writes=ONE_CLIENT)
    def judge_prompt(self, tx: Connection, client_id: str, feedback: Feedback, *, key: str) -> None:
        """Record what the therapist found of a prompt with this client."""
        tx.execute(
            insert(PromptVerdict).values(
                client_id=client_id,
                prompt_id=feedback.prompt_id,
                verdict=feedback.verdict,
                given_by=self._actor.account_id,
            )
        )
        self._audit(tx, "prompt.judged", "prompt", feedback.prompt_id[:64], client_id)
