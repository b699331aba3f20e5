"""Methods: how flags work, how good they are, their limits, and the sources."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection import DETECTOR_ID, DETECTOR_VERSION
from pages.parts.admin import detection_in_force
from pages.parts.methods import comparison_table, limits_and_norms, try_it
from pages.parts.shared import visitor

QUIET_SESSIONS = 17
"""Length of the therapy that the number of false flags is given for."""

store = visitor.store()
detection = store.detection()
likely, either = detection.limit_of("likely"), detection.limit_of("possible")
false_flags = QUIET_SESSIONS * either.false_alarms

st.title("Methods", anchor=False)
st.markdown(
    f"""
A flag says that a session's ratings were **lower than usual for these two people** – nothing more. It compares four
things with their own earlier values: the client's alliance rating (weighing its lowest part), your alliance rating, and
the tension each of you noticed. It needs one earlier rating of the same kind, never looks ahead, and the parts of its
score add up. Rule *{DETECTOR_ID}*, version {DETECTOR_VERSION}.

**How often is a flag false?** Measured on simulated therapies with known ruptures, not on patients:
*likely* in **{likely.false_alarms * 100:.0f}** and *possible or likely* in **{either.false_alarms * 100:.0f}** of 100 quiet
sessions. A client without any rupture who stays {QUIET_SESSIONS} sessions still meets {false_flags:.1f} false flags of either kind on average.

**Not clinically validated.** A quiet chart is no proof of safety: clients are polite, and without the client's own rating
about a third of the ruptures that would be found are missed. Attachment never raises or silences a flag; it only shapes
which prompts are offered.
"""
)
st.subheader("Try it", anchor=False)
st.caption("Five quiet sessions, then this one. Move a rating and watch the evidence.")
try_it(detection)

st.subheader("Settings of this practice", anchor=False)
detection_in_force(store)
st.caption("An administrator changes them under Administration, Detection. Every change is kept.")
st.subheader("Limits and norms", anchor=False)
limits_and_norms(detection)
st.warning(
    "With no rupture at all, eight sessions of ordinary noise produce at least one dip-and-return of one standard deviation in "
    "68–89 % of treatments, and of two standard deviations in 21–46 %. Published rupture rates rest partly on noise. The simulator here gives 64–82 % and 22–35 %."
)
st.subheader("How it compares", anchor=False)
st.write(
    "Ruptures found in the session they begin in or the next one, when every rule is set so that 2 (5) of 100 quiet "
    "sessions are flagged; in brackets the 95 % interval. All on simulated therapies, where the truth is known."
)
comparison_table()
st.caption("Measured with: python -m alliance_monitor bench detect")
st.subheader("Sources", anchor=False)
st.markdown(
    """
- Bordin 1979: goals, tasks, bond
- Safran & Muran 1996, 2000, 2006: ruptures and the stages of repair; Eubanks, Muran & Safran 2015, 2018
- Stiles 2004; Strauss 2006; Gumz 2012; Eubanks-Carter, Gorman & Muran 2012; Lipner 2022: published rules
- Rubel et al. 2018: a high “resolved” rating does not cancel a rupture; Chen et al. 2018: noticing helps
- Diener & Monroe 2011: attachment and alliance, r = .17; Daly & Mallinckrodt 2009: therapeutic distance
- Miller-Bottome et al. 2019: share of secure talk and resolution
"""
)
