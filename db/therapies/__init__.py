"""The rows of therapies, read into frozen values and written inside the caller's transaction."""

from db.therapies.detection_settings import (
    detection_in_force,
    detection_since,
    detection_value,
    model_version,
    newest_change,
    norms_row,
    version_in,
)
from db.therapies.draft_rows import delete_draft, read_draft, replace_draft, unsealed_draft
from db.therapies.episode_rows import add_event, end_episodes, episode_of_session, open_episode
from db.therapies.link_rows import (
    SESSION,
    attach_links,
    has_links,
    held_back_sessions,
    is_rated,
    read_links,
    session_begun_by_client,
    session_on,
)
from db.therapies.new_rows import NewSessionRows, number_sessions
from db.therapies.profile_rows import add_profile
from db.therapies.reading import (
    FREE_TEXT,
    client_from_row,
    event_text_place,
    event_value,
    read_for_detection,
    read_history,
)
from db.therapies.reading_many import read_therapies
from db.therapies.session_rows import (
    add_observation,
    add_observations_and_note,
    add_rating,
    add_session,
    add_session_content,
    recorded_session,
)
from db.therapies.supervisors import in_force, supervised, supervisees

__all__ = [
    "FREE_TEXT",
    "SESSION",
    "NewSessionRows",
    "add_event",
    "add_observation",
    "add_observations_and_note",
    "add_profile",
    "add_rating",
    "add_session",
    "add_session_content",
    "attach_links",
    "client_from_row",
    "delete_draft",
    "detection_in_force",
    "detection_since",
    "detection_value",
    "end_episodes",
    "episode_of_session",
    "event_text_place",
    "event_value",
    "has_links",
    "held_back_sessions",
    "in_force",
    "is_rated",
    "model_version",
    "newest_change",
    "norms_row",
    "number_sessions",
    "open_episode",
    "read_draft",
    "read_for_detection",
    "read_history",
    "read_links",
    "read_therapies",
    "recorded_session",
    "replace_draft",
    "session_begun_by_client",
    "session_on",
    "supervised",
    "supervisees",
    "unsealed_draft",
    "version_in",
]
