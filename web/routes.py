"""Every address beside Streamlit's own."""

from __future__ import annotations

from web import client_link, downloads, sign_in

ROUTES = [*client_link.ROUTES, *sign_in.ROUTES, *downloads.ROUTES]
