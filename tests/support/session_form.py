"""The session form in a real browser, filled in as a person would, counting taps."""

from __future__ import annotations

from tests.support.chromium import Watched


class SessionForm:
    """The form open in a window; `taps` counts the answers and the save."""

    def __init__(self, window: Watched) -> None:
        self.window, self.taps = window, 0

    def tap(self, label: str, option: str, *, of: int = 0) -> None:
        """Tap an answer; `of` is 0 for the therapist's column, 1 for the client's."""
        group = self.window.page.get_by_test_id("stButtonGroup").filter(has_text=label).nth(of)
        answer = group.get_by_role("radio", name=option, exact=True).or_(
            group.get_by_role("button", name=option, exact=True)
        )
        answer.first.click()
        self.taps += 1

    def rate(self, *, therapist: str, client: str, tension: str) -> None:
        """Rate goals, tasks and bond for both people, and the same tension."""
        for of, value in enumerate((therapist, client)):
            for part in ("Goals", "Tasks", "Bond"):
                self.tap(part, value, of=of)
        self.tap("Tension", tension, of=0)
        self.tap("Tension", tension, of=1)

    def save(self) -> None:
        """Save the session and wait for its result."""
        self.window.settled()
        self.window.tap("Save the session")
        self.taps += 1
        self.window.sees("Saved.")
        self.window.settled()
