"""A person's phone: the authenticator app and the recovery codes they kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httpx
import pyotp

from db.connection.database import Database
from db.sign_in import PendingSignIn
from db.sign_in.finish import finish_sign_in, required_enrolment


@dataclass
class Phone:
    """What one person signs in with beside the passphrase."""

    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).now()

    def through(self, practice: Database, outcome: str | PendingSignIn, address: str = "192.0.2.1") -> str:
        """Take the second step if one is asked for; returns the visit's token.

        The first code enrols; later sign-ins use recovery codes, since the app's code of this half minute is used up.
        """
        if not isinstance(outcome, PendingSignIn):
            return outcome
        enrolment = required_enrolment(practice, outcome.token)
        if enrolment is not None:
            self.secret = enrolment.secret
        done = finish_sign_in(practice, outcome.token, self.code() if enrolment else self.recovery_codes.pop(), address)
        self.recovery_codes = list(done.recovery_codes) or self.recovery_codes
        return done.token

    def through_page(self, browser: httpx.Client) -> httpx.Response:
        """The same in a browser that stands before the second step."""
        page = browser.get("/second-step").text
        found = re.search(r"Key: <code>(\w+)</code>", page)
        if found:
            self.secret = found.group(1)
        answer = browser.post("/second-step", data={"code": self.code() if found else self.recovery_codes.pop()})
        fresh = re.findall(r"<li><code>([\w-]+)</code>", answer.text)
        self.recovery_codes = fresh or self.recovery_codes
        return answer
