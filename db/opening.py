"""Opening and migrating the databases of one installation."""

from __future__ import annotations

import logging
from functools import cache

from alliance_monitor.instruments import use_own
from db.backup import SUFFIX, back_up
from db.configuration import Configuration, configuration
from db.connection import (
    Database,
    configuration_warnings,
    embedded_engine,
    now,
    private_folder,
    read_key,
    server_engine,
    stored_revision,
)
from db.crypto import Vault, attach, read_key_ring, used_keys, vault_of
from db.place import Place

log = logging.getLogger("alliance_monitor")


def open_database(place: Place, settings: Configuration) -> Database:
    """Open and migrate one database of this installation, and load the installation's own instruments."""
    use_own(settings.instruments_path)
    anchor = settings.anchor_folder / f"{place.value}.audit-anchor"
    if place is Place.PRACTICE and settings.database:
        database = Database(server_engine(settings.database), place, anchor)
    else:
        private_folder(settings.data)
        file = settings.data / f"{place.value}.db"
        database = Database(embedded_engine(file, read_key(settings.key_path)), place, anchor)
    attach(database.engine, Vault(read_key_ring(settings, used_keys(database.engine))))
    if place is Place.PRACTICE and database.behind():
        _back_up_before_migration(database, settings)
    database.migrate()
    if database.on_server:
        with database.read() as tx:
            for warning in configuration_warnings(tx):
                log.warning("the database server: %s", warning)
    return database


def _back_up_before_migration(database: Database, settings: Configuration) -> None:
    """Back up what an older version wrote, before its tables are changed."""
    folder = private_folder((settings.backup_folder or settings.data) / "before-migrations")
    with database.read() as tx:
        ring = vault_of(tx).ring
        revision = stored_revision(tx)
    file = folder / f"{database.place.value}-of-{revision}-{now():%Y%m%dT%H%M%S%fZ}{SUFFIX}"
    back_up(database, ring, file)
    log.warning("the tables are brought up to this version; what was there before is kept as %s", file)


@cache
def database(place: Place) -> Database:
    """This process's database for the place, opened once."""
    return open_database(place, configuration())
