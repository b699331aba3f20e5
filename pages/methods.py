"""Methods: how flags work, how good they are, their limits, and the sources."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from alliance_monitor.detection import (
    DETECTOR_ID,
    DETECTOR_VERSION,
    advance,
    comparison,
    explain,
)
from alliance_monitor.figures import CHANNEL_LABELS
from pages.parts.admin import detection_in_force
from pages.parts.rupture import evidence_for
from pages.parts.shared import visitor

store = visitor.store()
detection = store.detection()
likely, either = detection.limit_of("likely"), detection.limit_of("possible")
false_flags = 17 * either.false_alarms

st.title("Methods", anchor=False)
st.markdown(
    f"""
A flag says that a session's ratings were **lower than usual for these two people** – nothing more. It compares four
things with their own earlier values: the client's alliance rating (weighing its lowest part), your alliance rating, and
the tension each of you noticed. It needs one earlier rating of the same kind, never looks ahead, and the parts of its
score add up. Rule *{DETECTOR_ID}*, version {DETECTOR_VERSION}.

**How often is a flag false?** Measured on simulated therapies with known ruptures, not on patients:
*likely* in **{likely.false_alarms * 100:.0f}** and *possible or likely* in **{either.false_alarms * 100:.0f}** of 100 quiet
sessions. A client without any rupture who stays 17 sessions still meets {false_flags:.1f} false flags of either kind on average.

**Not clinically validated.** A quiet chart is no proof of safety: clients are polite, and without the client's own rating
about a third of the ruptures that would be found are missed. Attachment never raises or silences a flag; it only shapes
which prompts are offered.
"""
)
st.subheader("Try it", anchor=False)
st.caption("Five quiet sessions, then this one. Move a rating and watch the evidence.")
left, right = st.columns(2)
with left:
    client = st.slider("Client's goals, tasks and bond", 1.0, 7.0, 4.0, 0.5)
    client_tension = st.slider("Client's tension", 1, 5, 3)
    therapist = st.slider("Your goals, tasks and bond", 1.0, 7.0, 5.0, 0.5)
    therapist_tension = st.slider("Your tension", 1, 5, 1)


def session(number: int, client: float, therapist: float, tensions: tuple[int, int]) -> list[dict[str, object]]:
    """Both ratings of one invented session."""
    return [
        {
            "client_id": "example",
            "session_number": number,
            "rater": rater,
            "goal": value,
            "task": value,
            "bond": value,
            "tension": tension,
        }
        for rater, value, tension in (("client", client, tensions[0]), ("therapist", therapist, tensions[1]))
    ]


state = None
for number, (usual_client, usual_therapist) in enumerate(
    ((5.5, 5.0), (6.0, 5.0), (5.5, 5.5), (6.0, 5.0), (5.5, 5.0)), start=1
):
    state, row = advance(
        state, session(number, usual_client, usual_therapist, (1, 1)), detection.norms, detection.settings
    )
_, row = advance(
    state, session(6, client, therapist, (client_tension, therapist_tension)), detection.norms, detection.settings
)
with right:
    st.markdown(
        f"**{row.status.replace('_', ' ').capitalize()}** – on simulated therapies such ratings mean a rupture with a "
        f"probability of {row.rupture_probability:.0%}"
    )
    st.write(explain(row))
    evidence_for(row, "demonstration")

st.subheader("Settings of this practice", anchor=False)
detection_in_force(store)
st.caption("An administrator changes them under Administration, Detection. Every change is kept.")
st.subheader("Limits and norms", anchor=False)
settings = detection.settings
whose = "the practice's own" if detection.own_norms else "published"
st.write(
    f"“Possible” from a score of {settings.possible:.2f}, “likely” from {settings.likely:.2f} (log-odds). Before a client's own "
    f"ratings say more, these norms – {whose} – stand in:"
)
norms = {name: detection.norms.of(name) for name in CHANNEL_LABELS}
st.table(
    [
        {
            "Channel": label,
            "Level": f"{norms[name].level:g}",
            "Spread of one rating": f"{norms[name].variance ** 0.5:.2f}",
            "Weighs as many ratings as": f"{norms[name].pull:g}",
        }
        for name, label in CHANNEL_LABELS.items()
    ],
    hide_index=True,
)
st.warning(
    "With no rupture at all, eight sessions of ordinary noise produce at least one dip-and-return of one standard deviation in "
    "68–89 % of treatments, and of two standard deviations in 21–46 %. Published rupture rates rest partly on noise. The simulator here gives 64–82 % and 22–35 %."
)
st.subheader("How it compares", anchor=False)
st.write(
    "Ruptures found in the session they begin in or the next one, when every rule is set so that 2 (5) of 100 quiet "
    "sessions are flagged; in brackets the 95 % interval. All on simulated therapies, where the truth is known."
)
measured = comparison()
st.dataframe(
    pd.DataFrame(
        {
            "Rule": [name[0].upper() + name[1:] for name in measured["method"]],
            "Found, 2 of 100 false": [
                f"{row.at_2_next:.0%} [{row.at_2_low:.0%}–{row.at_2_high:.0%}]" for row in measured.itertuples()
            ],
            "Found, 5 of 100 false": [
                f"{row.at_5_next:.0%} [{row.at_5_low:.0%}–{row.at_5_high:.0%}]" for row in measured.itertuples()
            ],
            "Flags that are right (at 2)": [f"{value:.0%}" for value in measured["precision"]],
            "False alarms as published": [f"{value:.1f} of 100" for value in measured["as_it_stands"]],
        }
    ),
    hide_index=True,
    height="content",
    alt="Every rule with the share of ruptures it finds and its false alarms.",
)
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
