"""Histories to Plotly figures, one file per picture; colours never carry meaning alone."""
