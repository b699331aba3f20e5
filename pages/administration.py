"""Administration: who works here and as what, who supervises whom, who did what. Nothing clinical is shown."""

from __future__ import annotations

import streamlit as st

from pages.parts import visitor
from pages.parts.audit_log import audit_log
from pages.parts.backups import backups
from pages.parts.detection_settings import change_detection
from pages.parts.erasing import retention
from pages.parts.people import people
from pages.parts.supervisors import supervisors

st.title("Administration", anchor=False)
store = visitor.store()
colleagues = store.colleagues()
people_tab, supervision_tab, detection_tab, audit_tab, backup_tab, erasure_tab = st.tabs(
    ["People", "Supervision", "Detection", "Audit log", "Backups", "Erasure"]
)
with people_tab:
    people(store, colleagues)
with supervision_tab:
    supervisors(store, colleagues)
with detection_tab:
    change_detection(store)
with audit_tab:
    audit_log(store, colleagues)
with backup_tab:
    backups(store)
with erasure_tab:
    retention(store)
