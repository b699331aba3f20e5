"""How complete the client's own voice is: what was asked and what was given. Said gently; nobody owes a rating."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.records import Rater
from alliance_monitor.therapy.history import History, SessionRecord


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of attended sessions, and the sessions something can be done about."""

    sessions: int
    given: int
    """Sessions the client rated, in whatever way."""
    asked: int
    """Links made about a session and not taken back."""
    answered: int
    """Those of them the client answered."""
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
    """Count what one therapy's records say."""
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
"""Text a therapist may copy, by language. It says nothing of therapy: others may see a phone's messages."""
