"""Labels for the actions in the audit log, and the kinds to filter them by."""

from __future__ import annotations

KINDS = {
    "Looks at clients": ("client.read", "client.exported", "emergency"),
    "Changes of records": (
        "client.added", "client.ended", "client.resumed", "session", "rating", "ratings", "profile", "flag", "episode",
        "outcome", "bond", "talk", "prompt", "link",
    ),
    "Sign-ins": ("visit", "sign_in", "passphrase", "totp", "sudo"),
    "Refusals": ("refused", "sign_in.refused", "passphrase.refused"),
    "Exports and backups": ("client.exported", "export", "backup"),
    "Erasures": ("client.erased", "retention"),
    "Administration": ("account", "practice", "supervision", "detection", "audit", "keys", "backup"),
}  # fmt: skip
"""Kinds of entries, by the prefixes of their actions."""

LABELS = {
    "practice.set_up": "set up the practice",
    "client.read": "looked at a client",
    "client.added": "added a client",
    "client.ended": "recorded the end of a therapy",
    "client.resumed": "resumed a therapy",
    "client.exported": "exported a client",
    "client.erased.request": "erased a client who asked for it",
    "client.erased.retention": "erased a client whose time of keeping was over",
    "client.erased.mistake": "erased a client entered by mistake",
    "client.erased.again": "erased a client again after a restore",
    "session.recorded": "logged a session",
    "rating.corrected": "corrected a rating",
    "ratings.imported": "imported ratings",
    "profile.recorded": "recorded an attachment profile",
    "outcome.recorded": "recorded an outcome questionnaire",
    "bond.recorded": "recorded the bond elements",
    "talk.recorded": "counted talk",
    "prompt.judged": "judged a prompt",
    "flag.confirmed": "agreed to a flag",
    "flag.dismissed": "dismissed a flag",
    "flag.reclassified": "named the kind of a rupture",
    "flag.snoozed": "put a flag off",
    "visit.begun": "signed in",
    "visit.ended": "signed out",
    "visits.ended": "signed out everywhere else",
    "sign_in.refused": "was refused at sign-in",
    "passphrase.changed": "changed the passphrase",
    "passphrase.refused": "gave a wrong passphrase",
    "account.added": "added a person",
    "account.roles": "changed a person's roles",
    "account.disabled": "disabled an account",
    "account.enabled": "enabled an account",
    "account.code_given": "gave a one-time code",
    "detection.changed": "changed how sessions are flagged",
    "detection.judged_again": "judged all therapies again",
    "audit.read": "looked at the audit log",
    "audit.verified": "checked the audit log",
    "backup.made": "backup made and checked",
    "backup.failed": "backup failed",
    "backup.restored": "restored a backup",
    "keys.rotated": "changed the keys",
}


def action_label(action: str) -> str:
    """An action as a clinician would put it; an action without a label is shown as it is stored."""
    if action.startswith("refused."):
        return f"was refused: {action.removeprefix('refused.').replace('_', ' ')}"
    if action.startswith("episode."):
        return f"followed a rupture: {action.removeprefix('episode.').replace('_', ' ')}"
    return LABELS.get(action, action.replace(".", ": ").replace("_", " "))
