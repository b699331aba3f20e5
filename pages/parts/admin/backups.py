"""Backups: whether they are scheduled, how the last attempts went, and making one now."""

from __future__ import annotations

import streamlit as st

from db.connection import now
from db.store import BackupAttempt, Store
from pages.parts.shared import escaped, local_time

OCCASIONS = {"scheduled": "by itself", "command": "from the command line", "administrator": "from this page"}


def backups(store: Store) -> None:
    """Draw the section."""
    status = store.backups()
    if status.newest_good is None:
        st.warning("There is no backup yet that passed its check.", icon=":material/warning:")
    elif status.overdue(now()):
        st.warning(f"The newest good backup is of {local_time(status.newest_good)}.", icon=":material/warning:")
    else:
        st.success(f"The newest good backup is of {local_time(status.newest_good)}.", icon=":material/check_circle:")
    if status.scheduled:
        hours = status.every_hours
        often = "every hour" if hours == 1 else f"every {hours} hours"
        st.write(f"A backup is made {often}, encrypted, and checked by restoring it. Old ones are thrown away.")
        if st.button("Back up now", icon=":material/backup:", key="back-up-now"):
            with st.spinner("Backing up, then restoring it to check …"):
                made = store.back_up()
            st.success(f"Done: {made.message}", icon=":material/check_circle:")
            status = store.backups()
    else:
        st.write(
            "No backup is made by itself: whoever runs this app sets a folder for backups (`ALLIANCE_BACKUP_FOLDER`), "
            "best on another disk."
        )
    st.caption("The keys are not in a backup. Keep a copy of both key files in a safe place, apart from the backups.")
    for attempt in status.attempts:
        st.markdown(_line(attempt))


def _line(attempt: BackupAttempt) -> str:
    mark = {True: ":material/check_circle:", False: ":material/error:", None: ":material/pending:"}[attempt.ok]
    where = f" · {escaped(attempt.file)}" if attempt.file else ""
    size = f" · {attempt.megabytes:.1f} MB" if attempt.megabytes else ""
    occasion = OCCASIONS.get(attempt.occasion, attempt.occasion)
    return f"{mark} **{local_time(attempt.at)}**, {occasion}{size}{where}  \n:small[{escaped(attempt.message)}]"
