"""Administration: people, supervisors, detection settings, the audit log, backups."""

from pages.parts.admin.audit_log import audit_log
from pages.parts.admin.backups import backups
from pages.parts.admin.detection_settings import change_detection, detection_in_force
from pages.parts.admin.people import people
from pages.parts.admin.role_labels import role_labels
from pages.parts.admin.supervisors import supervisors

__all__ = ["audit_log", "backups", "change_detection", "detection_in_force", "people", "role_labels", "supervisors"]
