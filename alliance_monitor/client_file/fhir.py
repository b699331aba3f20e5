"""A client's file as a FHIR R4 bundle, for another record system: what has a place there, without any free text.

A collection of Patient (by code alone), EpisodeOfCare, an Encounter for each appointment, and Observations: ratings
with their current values, signs, what the rules say, attachment, outcome scores. Questionnaire and
QuestionnaireResponse are left out: they would need the wording of items. Notes, episodes and supervision are in the
JSON file only.
https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from alliance_monitor.client_file.entries import AppointmentEntry, Entry, RatingEntry, SignEntry
from alliance_monitor.client_file.file import ClientFile
from alliance_monitor.records import Attendance, Rater

Resource = dict[str, Any]

OURS = "urn:alliance-monitor"
SURVEY = "http://terminology.hl7.org/CodeSystem/observation-category"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
LOINC = {("phq-9", "total"): "44261-6", ("gad-7", "total"): "70274-6"}
"""Codes of total scores at https://loinc.org; a score without one is named in words alone."""

RATED = ("goal", "task", "bond", "tension", "resolution", "depth", "smoothness")
ONE_TO_SEVEN, ONE_TO_FIVE = "points from 1 to 7", "points from 1 to 5"


def to_bundle(file: ClientFile) -> Resource:
    """The bundle as JSON values; the same file always gives the same bundle."""
    bundle = _Bundle(file)
    found = list(bundle.resources())
    made = {
        "resourceType": "Provenance",
        "target": [_reference(resource) for resource in found],
        "recorded": file.made.at.isoformat(),
        "agent": [{"who": bundle.colleague(file.made.by)}],
    }
    colleagues = [*bundle.colleagues.values()]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": file.made.at.isoformat(),
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for resource in (
                *found,
                *colleagues,
                _named(made, "provenance", file.therapy.code, file.made.at.isoformat()),
            )
        ],
    }


class _Bundle:
    """The resources of one file; colleagues are collected along the way."""

    def __init__(self, file: ClientFile) -> None:
        self._file = file
        self.colleagues: dict[str, Resource] = {}
        self._place = (file.made.practice, file.therapy.code)
        self._practice = self._resource("Organization", "practice", name=file.made.practice)
        self._client = self._resource(
            "Patient",
            "client",
            identifier=[{"system": f"{OURS}:client-code", "value": file.therapy.code}],
            managingOrganization=_reference(self._practice),
        )

    def resources(self) -> Iterator[Resource]:
        """Everything except colleagues, oldest first within each kind."""
        yield from (self._practice, self._client)
        therapy = self._therapy()
        yield therapy
        for session in self._file.sessions:
            encounter = self._encounter(session, therapy)
            yield encounter
            yield from self._observations_of(session, encounter)
        yield from self._profiles()
        yield from self._outcomes()

    def colleague(self, name: str) -> Resource:
        """A reference to a colleague of the practice."""
        made = self._resource("Practitioner", f"colleague {name}", name=[{"text": name}])
        return _reference(self.colleagues.setdefault(name, made))

    def _resource(self, kind: str, *called: object, **fields: Any) -> Resource:
        resource = {"resourceType": kind} | {
            name: value for name, value in fields.items() if value not in (None, [], {})
        }
        return _named(resource, *self._place, kind, *called)

    def _therapy(self) -> Resource:
        therapy = self._file.therapy
        period = {"start": _day(therapy.started_on), "end": _day(therapy.ended_on)}
        return self._resource(
            "EpisodeOfCare",
            "therapy",
            status="active" if therapy.ended_on is None else "finished",
            patient=_reference(self._client),
            managingOrganization=_reference(self._practice),
            period={name: day for name, day in period.items() if day},
            careManager=self.colleague(therapy.therapist),
        )

    def _encounter(self, session: AppointmentEntry, therapy: Resource) -> Resource:
        day = _day(session.held_on)
        came = session.attendance is Attendance.ATTENDED
        reason = None if came else [{"text": session.attendance.value.replace("_", " ")}]
        return self._resource(
            "Encounter",
            session.id,
            status="finished" if came else "cancelled",
            reasonCode=reason,
            subject=_reference(self._client),
            episodeOfCare=[_reference(therapy)],
            participant=[{"individual": self.colleague(self._file.therapy.therapist)}],
            period={"start": day, "end": day} if day else None,
            **{"class": {"system": ACT, "code": "AMB"}},
        )

    def _observations_of(self, session: AppointmentEntry, encounter: Resource) -> Iterator[Resource]:
        at: dict[str, Any] = {"encounter": _reference(encounter), "effectiveDateTime": _day(session.held_on)}
        corrected = {rating.rating.rater for rating in session.ratings if rating.superseded_at is not None}
        ratings = [
            self._rating(rating, at, corrected=rating.rating.rater in corrected)
            for rating in session.ratings
            if rating.superseded_at is None
        ]
        yield from ratings
        for sign in session.signs:
            yield self._sign(sign, session, at)
        if session.judged is not None:
            yield self._observation(
                "judged",
                session.id,
                says="Possible rupture of the alliance, by a rule",
                status="preliminary",  # a rule's view, until somebody has looked at it
                valueCodeableConcept={"text": session.judged.status.replace("_", " ")},
                method={"text": f"{session.judged.rule}, version {session.judged.rule_version}"},
                note=[{"text": session.judged.reason}] if session.judged.reason else None,
                derivedFrom=[_reference(rating) for rating in ratings],
                **at,
            )

    def _rating(self, entry: RatingEntry, at: dict[str, Any], *, corrected: bool) -> Resource:
        rating = entry.rating
        parts = {name: getattr(rating, name) for name in RATED if getattr(rating, name) is not None}
        return self._observation(
            "rating",
            entry.id,
            says=f"Alliance after a session, as the {rating.rater.value} sees it",
            status="corrected" if corrected else "final",
            performer=[self._rater(rating.rater)],
            issued=entry.recorded_at.isoformat(),
            method={"text": f"{rating.instrument}, version {rating.instrument_version}"},
            component=[
                _component(name, value, ONE_TO_FIVE if name in ("tension", "resolution") else ONE_TO_SEVEN)
                for name, value in parts.items()
            ],
            **at,
        )

    def _sign(self, entry: SignEntry, session: AppointmentEntry, at: dict[str, Any]) -> Resource:
        seen = entry.sign
        strength = [] if seen.intensity is None else [_component("intensity", seen.intensity, ONE_TO_FIVE)]
        return self._observation(
            "sign",
            session.id,
            seen.marker,
            seen.observed_by.value,
            says="Sign of a rupture",
            performer=[
                _reference(self._client) if seen.observed_by.value == "client" else self.colleague(entry.recorded_by)
            ],
            issued=entry.recorded_at.isoformat(),
            valueCodeableConcept={"coding": [{"system": f"{OURS}:sign", "code": seen.marker}], "text": entry.label},
            component=strength,
            **at,
        )

    def _profiles(self) -> Iterator[Resource]:
        for entry in self._file.attachment:
            profile = entry.profile
            known = {"anxiety": profile.anxiety, "avoidance": profile.avoidance}
            yield self._observation(
                "attachment",
                entry.version,
                says="Attachment",
                performer=[self._performer(entry, by_client=entry.by_link)],
                issued=entry.recorded_at.isoformat(),
                effectiveDateTime=_day(profile.assessed_on),
                method={"text": f"{profile.method} {profile.instrument or ''}".strip()},
                valueCodeableConcept={"text": profile.style} if profile.style else None,
                component=[_component(name, value, ONE_TO_SEVEN) for name, value in known.items() if value is not None],
            )

    def _outcomes(self) -> Iterator[Resource]:
        for place, entry in enumerate(self._file.outcomes):
            form = entry.form
            yield self._observation(
                "outcome",
                place,
                says=form.definition.name,
                performer=[_reference(self._client)],
                issued=entry.recorded_at.isoformat(),
                effectiveDateTime=_day(form.held_on),
                method={"text": f"{form.instrument}, version {form.version}"},
                component=[
                    _component(name, value, form.definition.unit, LOINC.get((form.instrument, name)))
                    for name, value in entry.scores.items()
                ],
            )

    def _observation(self, *called: object, says: str, status: str = "final", **fields: Any) -> Resource:
        return self._resource(
            "Observation",
            *called,
            status=status,
            category=[{"coding": [{"system": SURVEY, "code": "survey"}]}],
            code={"text": says},
            subject=_reference(self._client),
            **fields,
        )

    def _rater(self, rater: Rater) -> Resource:
        client = rater is Rater.CLIENT
        return _reference(self._client) if client else self.colleague(self._file.therapy.therapist)

    def _performer(self, entry: Entry, *, by_client: bool) -> Resource:
        return _reference(self._client) if by_client else self.colleague(entry.recorded_by)


def _named(resource: Resource, *called: object) -> Resource:
    """The resource with an id that depends only on its name."""
    return resource | {"id": str(uuid5(NAMESPACE_URL, "/".join((OURS, *map(str, called)))))}


def _reference(resource: Resource) -> Resource:
    return {"reference": f"urn:uuid:{resource['id']}"}


def _component(name: str, value: float, unit: str, loinc: str | None = None) -> Resource:
    coding = {"coding": [{"system": "http://loinc.org", "code": loinc}]} if loinc else {}
    return {"code": coding | {"text": name}, "valueQuantity": {"value": value, "unit": unit}}


def _day(day: object) -> str | None:
    return None if day is None else str(day)
