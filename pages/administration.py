"""Administration: who works here in which role, who supervises whom, who did what. Nothing clinical is shown."""

from __future__ import annotations

import streamlit as st

from pages.parts.admin import audit_log, backups, change_detection, people, supervisors
from pages.parts.client import retention
from pages.parts.shared import visitor

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
