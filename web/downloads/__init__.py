"""Files that leave the app: sheets, a client's file, the practice's figures."""

from web.downloads.client_file import CLIENT_FILES
from web.downloads.practice_file import PRACTICE_FILES
from web.downloads.sheets import SHEETS

ROUTES = [*SHEETS, *PRACTICE_FILES, *CLIENT_FILES]

__all__ = ["ROUTES"]
