"""The arithmetic of the score: what was expected, how surprising a rating is, and what follows from it.

Every formula is written once, for the floats of one client and for arrays of many (`channels.arithmetic`).
"""
