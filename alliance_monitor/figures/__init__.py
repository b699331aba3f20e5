"""Charts: one Plotly figure per file, drawn from domain values."""

from alliance_monitor.figures.attachment_map import attachment_map
from alliance_monitor.figures.bond_course import bond_course, talk_course
from alliance_monitor.figures.coding_course import coding_course
from alliance_monitor.figures.evidence import CHANNEL_LABELS, evidence, evidence_table
from alliance_monitor.figures.funnel_plot import funnel_plot
from alliance_monitor.figures.group_shares import group_shares
from alliance_monitor.figures.outcome_course import outcome_course
from alliance_monitor.figures.parts_course import parts_alt_text, parts_course
from alliance_monitor.figures.run_course import run_course
from alliance_monitor.figures.trajectory import trajectory, trajectory_alt_text

__all__ = [
    "CHANNEL_LABELS",
    "attachment_map",
    "bond_course",
    "coding_course",
    "evidence",
    "evidence_table",
    "funnel_plot",
    "group_shares",
    "outcome_course",
    "parts_alt_text",
    "parts_course",
    "run_course",
    "talk_course",
    "trajectory",
    "trajectory_alt_text",
]
