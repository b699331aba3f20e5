"""Operations on a whole database: rebuild, restore, key rotation, erasure."""

from db.maintenance.erasure import Reason, add_to_erased_list, erase_rows
from db.maintenance.key_rotation import rotate
from db.maintenance.rebuild import rebuild, rebuild_clients
from db.maintenance.restore import restore

__all__ = ["Reason", "add_to_erased_list", "erase_rows", "rebuild", "rebuild_clients", "restore", "rotate"]
