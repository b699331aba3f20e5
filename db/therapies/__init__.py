"""The rows of therapies, read into frozen values and written inside the caller's transaction."""

from db.therapies.detection_settings import (
    detecting_in,
    detecting_since,
    detecting_value,
    model_version,
    newest_change,
    norms_row,
    version_in,
)
from db.therapies.draft_rows import forget_draft, read_draft, replace_draft, unsealed_draft
from db.therapies.episode_rows import add_event, end_episodes, episode_of_session, open_episode
from db.therapies.link_rows import (
    SESSION,
    begun_by_client,
    has_links,
    is_rated,
    read_links,
    session_of,
    settle_links,
    waiting_sessions,
)
from db.therapies.new_rows import NewRows, numbered
from db.therapies.profile_rows import add_profile
from db.therapies.reading import WRITTEN, client_value, event_place, read_history, read_judged
from db.therapies.reading_many import read_therapies
from db.therapies.session_rows import (
    add_beside,
    add_observation,
    add_rating,
    add_session,
    add_what_was_said,
    as_recorded,
    place_of,
)
from db.therapies.supervisors import in_force, supervised, supervisees

__all__ = [
    "SESSION",
    "WRITTEN",
    "NewRows",
    "add_beside",
    "add_event",
    "add_observation",
    "add_profile",
    "add_rating",
    "add_session",
    "add_what_was_said",
    "as_recorded",
    "begun_by_client",
    "client_value",
    "detecting_in",
    "detecting_since",
    "detecting_value",
    "end_episodes",
    "episode_of_session",
    "event_place",
    "forget_draft",
    "has_links",
    "in_force",
    "is_rated",
    "model_version",
    "newest_change",
    "norms_row",
    "numbered",
    "open_episode",
    "place_of",
    "read_draft",
    "read_history",
    "read_judged",
    "read_links",
    "read_therapies",
    "replace_draft",
    "session_of",
    "settle_links",
    "supervised",
    "supervisees",
    "unsealed_draft",
    "version_in",
    "waiting_sessions",
]
