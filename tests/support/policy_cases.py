"""Who may call what, said once more and by hand: the store's policies are held against this list.

A method that is not listed here fails the matrix, so that nobody adds one without saying whose it is.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from db.access import Role
from db.connection.utc import now

START = date(2026, 1, 5)
TODAY = now().astimezone().date()
CODE, NOTE, QUESTION = "Willow-77", "A word nobody else may read.", "A question for the meeting."
SECRETS = (CODE, NOTE)
"""What only the client's own therapist may ever be told."""

REASON = "Their therapist is ill and the client called in distress."


class Reach(StrEnum):
    """Whose data a method is about, which decides for whom of those with the role it works."""

    OWN = "own account or own list"
    CLIENT = "a client: their therapist"
    SUPERVISED = "a client: a supervisor assigned to their therapist"
    CODE = "a client by code: their therapist, and an administrator"
    PRACTICE = "an account or assignment: the same practice"


PEOPLE = ("owner", "colleague", "supervisor", "other supervisor", "lead", "administrator", "stranger")

T, S, L, A = Role.THERAPIST, Role.SUPERVISOR, Role.PRACTICE_LEAD, Role.ADMINISTRATOR
EVERYONE = (T, S, L, A)

MATRIX: dict[str, tuple[tuple[Role, ...], Reach]] = {
    "add_client": ((T,), Reach.OWN),
    "add_colleague": ((A,), Reach.OWN),
    "add_to_episode": ((T,), Reach.CLIENT),
    "agenda": ((S,), Reach.OWN),
    "agenda_sheet": ((S,), Reach.OWN),
    "ask_for_supervision": ((T,), Reach.CLIENT),
    "assign_supervisor": ((A,), Reach.PRACTICE),
    "attempts": ((T,), Reach.OWN),
    "audit_log": ((A,), Reach.OWN),
    "back_up": ((A,), Reach.OWN),
    "backups": ((A,), Reach.OWN),
    "begin_second_factor": (EVERYONE, Reach.OWN),
    "case_sheet": ((S,), Reach.SUPERVISED),
    "caseload": ((T,), Reach.OWN),
    "change_detection": ((A,), Reach.OWN),
    "change_passphrase": (EVERYONE, Reach.OWN),
    "change_roles": ((A,), Reach.PRACTICE),
    "client_file": ((T,), Reach.CLIENT),
    "clients": ((T,), Reach.OWN),
    "close_emergency": ((T, S), Reach.OWN),
    "colleagues": ((A,), Reach.OWN),
    "confirm_second_factor": (EVERYONE, Reach.OWN),
    "connect_identity": (EVERYONE, Reach.OWN),
    "correct_rating": ((T,), Reach.CLIENT),
    "create_link": ((T,), Reach.CLIENT),
    "decide": ((T,), Reach.CLIENT),
    "detection": (EVERYONE, Reach.OWN),
    "detection_changes": (EVERYONE, Reach.OWN),
    "disable_account": ((A,), Reach.PRACTICE),
    "disconnect_identity": (EVERYONE, Reach.OWN),
    "draft": ((T,), Reach.CLIENT),
    "emergency_notices": (EVERYONE, Reach.OWN),
    "enable_account": ((A,), Reach.PRACTICE),
    "end_other_visits": (EVERYONE, Reach.OWN),
    "end_supervision": ((A,), Reach.PRACTICE),
    "end_therapy": ((T,), Reach.CLIENT),
    "end_visit": (EVERYONE, Reach.OWN),
    "erase_client": ((T, A), Reach.CODE),
    "erase_expired": ((A,), Reach.OWN),
    "expired": ((A,), Reach.OWN),
    "give_code": ((A,), Reach.PRACTICE),
    "hand_over": ((T,), Reach.CLIENT),
    "has_pin": ((T,), Reach.OWN),
    "history": ((T,), Reach.CLIENT),
    "history_in_emergency": ((T, S), Reach.OWN),
    "identities": (EVERYONE, Reach.OWN),
    "import_sessions": ((T,), Reach.OWN),
    "judge_again": ((A,), Reach.OWN),
    "judge_prompt": ((T,), Reach.CLIENT),
    "keep_draft": ((T,), Reach.CLIENT),
    "link_of_day": ((T,), Reach.CLIENT),
    "logged_on": ((T,), Reach.CLIENT),
    "merge_episodes": ((T,), Reach.CLIENT),
    "new_recovery_codes": (EVERYONE, Reach.OWN),
    "note_sign": ((T,), Reach.CLIENT),
    "open_episode": ((T,), Reach.CLIENT),
    "open_in_emergency": ((T, S), Reach.OWN),
    "opened_in_emergency": ((T, S), Reach.OWN),
    "own_sheet": ((T,), Reach.CLIENT),
    "own_funnels": ((T, S), Reach.OWN),
    "person": (EVERYONE, Reach.OWN),
    "practice_export": ((L,), Reach.OWN),
    "practice_months": ((L,), Reach.OWN),
    "practice_release": ((L,), Reach.OWN),
    "prove": (EVERYONE, Reach.OWN),
    "proved": (EVERYONE, Reach.OWN),
    "read_notice": (EVERYONE, Reach.OWN),
    "record_attempt": ((T,), Reach.OWN),
    "record_bond": ((T,), Reach.CLIENT),
    "record_discussion": ((S,), Reach.SUPERVISED),
    "record_outcome": ((T,), Reach.CLIENT),
    "record_profile": ((T,), Reach.CLIENT),
    "record_session": ((T,), Reach.CLIENT),
    "record_talk": ((T,), Reach.CLIENT),
    "remove_pin": ((T,), Reach.OWN),
    "remove_second_factor": (EVERYONE, Reach.OWN),
    "reset_second_factor": ((A,), Reach.PRACTICE),
    "resume_therapy": ((T,), Reach.CLIENT),
    "revoke_link": ((T,), Reach.CLIENT),
    "second_factor": (EVERYONE, Reach.OWN),
    "set_pin": ((T,), Reach.OWN),
    "show_client_rating": ((T,), Reach.CLIENT),
    "supervised_case": ((S,), Reach.SUPERVISED),
    "supervision_of": ((T,), Reach.CLIENT),
    "supervisions": ((A,), Reach.OWN),
    "team_months": ((L,), Reach.OWN),
    "therapist_months": ((T, S), Reach.OWN),
    "verify_audit": ((A,), Reach.OWN),
    "visits": (EVERYONE, Reach.OWN),
    "withdraw_request": ((T,), Reach.CLIENT),
    "workload": (EVERYONE, Reach.OWN),
}

REFUSED_FOR_THEIR_CONTENT = {
    "change_passphrase": "does not fit",
    "confirm_second_factor": "does not fit",
    "new_recovery_codes": "no second step",
    "prove": "does not fit",
    "remove_second_factor": "several people",
    "set_pin": "does not fit",
}
"""Calls that are admitted and then refused in a sentence, because the matrix has no right passphrase to give."""

ONCE = frozenset({"erase_client"})
"""Whoever comes first leaves nothing for the next."""

SHOWS_CODES = frozenset({"audit_log"})
"""An administrator must be able to answer who looked at which client; the practice's own code is how it is asked."""

EMPTY_HANDED = frozenset({"close_emergency", "history_in_emergency", "read_notice"})
"""About something of one's own that nobody here has: refused as not existing, whoever asks."""


def works_for(name: str, who: str) -> bool:
    """Whether this person may call this method in the world, by the list above."""
    roles, reach = MATRIX[name]
    held = {
        "owner": {T},
        "colleague": {T},
        "supervisor": {S},
        "other supervisor": {S},
        "lead": {L},
        "administrator": {A},
        "stranger": set(EVERYONE),
    }[who]
    if not held & set(roles):
        return False
    if reach is Reach.CLIENT:
        return who == "owner"
    if reach is Reach.CODE:
        return who in ("owner", "administrator")
    if reach is Reach.SUPERVISED:
        return who == "supervisor"
    if reach is Reach.PRACTICE:
        return who == "administrator"
    return name not in EMPTY_HANDED
