"""Backups: whether they are made, what became of the last ones, and one made now."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from db.connection import now
from db.store import BackupAttempt, Store
from pages.parts.shared import escaped

OCCASIONS = {"scheduled": "by itself", "command": "from the command line", "administrator": "from this page"}


def backups(store: Store) -> None:
    """Draw the section."""
    standing = store.backups()
    if standing.newest_good is None:
        st.warning("There is no backup yet that passed its check.", icon=":material/warning:")
    elif standing.overdue(now()):
        st.warning(f"The newest good backup is of {_moment(standing.newest_good)}.", icon=":material/warning:")
    else:
        st.success(f"The newest good backup is of {_moment(standing.newest_good)}.", icon=":material/check_circle:")
    if standing.scheduled:
        hours = standing.every_hours
        often = "every hour" if hours == 1 else f"every {hours} hours"
        st.write(f"A backup is made {often}, encrypted, and checked by restoring it. Old ones are thrown away.")
        if st.button("Back up now", icon=":material/backup:", key="back-up-now"):
            with st.spinner("Backing up, then restoring it to check …"):
                made = store.back_up()
            st.success(f"Done: {made.message}", icon=":material/check_circle:")
            standing = store.backups()
    else:
        st.write(
            "No backup is made by itself: whoever runs this app sets a folder for backups (`ALLIANCE_BACKUP_FOLDER`), "
            "best on another disk."
        )
    st.caption("The keys are not in a backup. Keep a copy of both key files in a safe place, apart from the backups.")
    for one in standing.tries:
        st.markdown(_line(one))


def _line(one: BackupAttempt) -> str:
    mark = {True: ":material/check_circle:", False: ":material/error:", None: ":material/pending:"}[one.ok]
    where = f" · {escaped(one.file)}" if one.file else ""
    size = f" · {one.megabytes:.1f} MB" if one.megabytes else ""
    occasion = OCCASIONS.get(one.occasion, one.occasion)
    return f"{mark} **{_moment(one.at)}**, {occasion}{size}{where}  \n:small[{escaped(one.message)}]"


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%d %b %Y, %H:%M}"
