"""Attachment profiles: entering one in four ways, what a profile suggests, and the earlier ones."""

from pages.parts.attachment.earlier_profiles import earlier_profiles
from pages.parts.attachment.profile_entry import profile_entry
from pages.parts.attachment.profile_preview import profile_preview
from pages.parts.attachment.profile_section import profile_section

__all__ = ["earlier_profiles", "profile_entry", "profile_preview", "profile_section"]
