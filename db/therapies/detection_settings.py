"""A practice's detection settings in force, and the model version that goes with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from alliance_monitor.detection import PUBLISHED_NORMS, ChannelNorm, Norms
from alliance_monitor.detection.channels import CHANNELS
from alliance_monitor.detection.operating_point import AS_SHIPPED, OperatingPoint, PracticeDetection
from alliance_monitor.therapy import MODEL_VERSION
from db.tables import DetectionChange

_NEWEST = (
    select(DetectionChange.__table__)
    .where(DetectionChange.practice_id == bindparam("practice"))
    .order_by(DetectionChange.id.desc())
    .limit(1)
)

_CHANGE = select(DetectionChange.__table__).where(DetectionChange.id == bindparam("change"))


def newest_change(practice_id: Any) -> Any:
    """A subquery for the id of this practice's newest change, or NULL (`detection_since`)."""
    return select(func.max(DetectionChange.id)).where(DetectionChange.practice_id == practice_id).scalar_subquery()


def detection_since(tx: Connection, change: int | None) -> PracticeDetection:
    """The settings in force since the change with this id."""
    return AS_SHIPPED if change is None else detection_value(tx.execute(_CHANGE, {"change": change}).one())


def detection_in_force(tx: Connection, practice_id: str) -> PracticeDetection:
    """The settings in force in this practice."""
    row = tx.execute(_NEWEST, {"practice": practice_id}).first()
    return AS_SHIPPED if row is None else detection_value(row)


def detection_value(row: Row[Any]) -> PracticeDetection:
    """A row of `detection_changes` as a value."""
    return PracticeDetection(OperatingPoint(row.operating_point), norms_value(row.own_norms), str(row.id))


def model_version(detection: PracticeDetection) -> str:
    """The version stored with derived rows: that of the rules and, once changed, of the settings."""
    return f"{MODEL_VERSION}+{detection.version}" if detection.version else MODEL_VERSION


def version_in(tx: Connection, practice_id: str) -> str:
    """The version derived rows of this practice must have to be read."""
    return model_version(detection_in_force(tx, practice_id))


def norms_row(norms: Norms | None) -> dict[str, Any] | None:
    """Norms as stored."""
    if norms is None:
        return None
    return {"clients": norms.clients} | {channel.name: asdict(norms.of(channel.name)) for channel in CHANNELS}


def norms_value(stored: Mapping[str, Any] | None) -> Norms | None:
    """Norms from what `norms_row` stored; a channel added since then has the published norm."""
    if stored is None:
        return None
    norms = {
        channel.name: ChannelNorm(**stored[channel.name])
        if channel.name in stored
        else PUBLISHED_NORMS.of(channel.name)
        for channel in CHANNELS
    }
    return Norms(**norms, clients=stored["clients"])
