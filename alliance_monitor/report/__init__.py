"""Printed sheets: a case summary and a meeting agenda as PDF, built in memory."""

from alliance_monitor.report.agenda_sheet import agenda_sheet
from alliance_monitor.report.case_sheet import case_sheet

__all__ = ["agenda_sheet", "case_sheet"]
