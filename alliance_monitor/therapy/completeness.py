"""How complete the client's own ratings are: what was asked for and what was given. Worded gently: nobody owes one."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.records import Rater
from alliance_monitor.therapy.history import History, SessionRecord


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts over attended sessions, and the sessions where something can still be done."""

    sessions: int
    given: int
    """Sessions the client rated, by whatever route."""
    asked: int
    """Links created for a session and not revoked."""
    answered: int
    """Of those, the ones the client answered."""
    waiting: tuple[SessionRecord, ...]
    """Sessions whose rating by the client is held back until the therapist's own is saved."""
    unrated: SessionRecord | None
    """The newest session, if the client has not rated it."""

    def sentence(self) -> str:
        """The counts in words."""
        if not self.sessions:
            return "No session yet."
        times = "session" if self.sessions == 1 else "sessions"
        said = f"The client rated {self.given} of {self.sessions} {times}."
        return f"{said} By link: asked {self.asked}, answered {self.answered}." if self.asked else said


def completeness(history: History) -> Completeness:
    """Count over one therapy's records."""
    attended = history.attended
    given = [session for session in attended if session.client_waits or session.rating_by(Rater.CLIENT) is not None]
    links = [link for link in history.links if link.asks == "alliance" and link.revoked_at is None]
    newest = attended[-1] if attended else None
    return Completeness(
        len(attended),
        len(given),
        len(links),
        sum(link.used_at is not None for link in links),
        tuple(session for session in attended if session.client_waits),
        newest if newest is not None and newest not in given else None,
    )


REMINDERS = {
    "en": "Hello, a short reminder: if you like, you can still answer the short form until {until}: {link} "
    "It takes less than a minute, and you do not have to.",
    "de": "Guten Tag, eine kurze Erinnerung: Wenn Sie möchten, können Sie den kurzen Bogen noch bis {until} "
    "beantworten: {link} Es dauert weniger als eine Minute, und Sie müssen nicht.",
}
"""Text a therapist may copy, by language. It does not mention therapy: others may see the messages on a phone."""
