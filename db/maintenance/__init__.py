"""Operations on a whole database: rebuild, restore, key rotation, erasure."""

from db.maintenance.erasure import Reason, erase_rows, note_erased
from db.maintenance.key_rotation import rotate
from db.maintenance.rebuild import make_anew, rebuild
from db.maintenance.restore import restore

__all__ = ["Reason", "erase_rows", "make_anew", "note_erased", "rebuild", "restore", "rotate"]
