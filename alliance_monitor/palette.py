"""Colours of the figures: distinguishable for colour-blind people (Okabe & Ito 2008), in light and dark."""

CLIENT = "#0072B2"
THERAPIST = "#8A6D3B"
POSSIBLE = "#D99000"
LIKELY = "#C8431B"
USUAL = "rgba(0, 114, 178, 0.22)"
STRAINED = "rgba(217, 144, 0, 0.12)"
REPAIRED = "rgba(0, 158, 115, 0.14)"
BREAK = "rgba(128, 128, 128, 0.9)"
GRID = "rgba(128, 128, 128, 0.22)"
FLAG_SHAPES = {"possible": ("diamond-open", POSSIBLE), "likely": ("diamond", LIKELY)}
