"""The rows of attachment profiles, inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from alliance_monitor.attachment import Profile
from db.tables import AttachmentProfile, new_id


def add_profile(tx: Connection, client_id: str, profile: Profile, recorded_by: str) -> str:
    """Insert the next version of a client's attachment profile and return its id."""
    newest = tx.scalar(select(func.max(AttachmentProfile.version)).where(AttachmentProfile.client_id == client_id))
    profile_id = new_id()
    tx.execute(
        insert(AttachmentProfile).values(
            id=profile_id,
            client_id=client_id,
            version=(newest or 0) + 1,
            profile=profile.model_dump(mode="json"),
            recorded_by=recorded_by,
        )
    )
    return profile_id
