"""Whatever a person may give the store has bounds, and no characters that hide or turn what others read."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from alliance_monitor.errors import AllianceError
from alliance_monitor.records.text import NOTE_LENGTH
from db.access import Role
from db.configuration import Configuration
from db.connection.database import Database
from db.opening import open_database
from db.place import Place
from db.store import Store
from db.store.therapy.drafts import MAX_DRAFT_LENGTH
from tests.support.policy_cases import REASON, START
from tests.support.policy_world import World, call, world

BAD = {
    "turned around": "a\u202eb",
    "isolated": "a\u2066b",
    "marked": "a\u200fb",
    "NUL": "a\x00b",
    "bell": "a\x07b",
    "too long": "x" * (NOTE_LENGTH + 1),
}


def models(annotation: Any, seen: set[type]) -> Iterator[type[BaseModel]]:
    """The models somewhere in this annotation, and in their fields."""
    for inner in typing.get_args(annotation):
        yield from models(inner, seen)
    if not inspect.isclass(annotation) or annotation in seen:
        return
    seen.add(annotation)
    if issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation, seen)
    elif dataclasses.is_dataclass(annotation):
        for inner in typing.get_type_hints(annotation).values():
            yield from models(inner, seen)


def taken() -> list[tuple[type[BaseModel], str]]:
    """Every field of every model that a method of the store takes."""
    seen: set[type] = set()
    found = []
    for name in dir(Store):
        if not name.startswith("_") and callable(getattr(Store, name)):
            hints = typing.get_type_hints(getattr(Store, name))
            hints.pop("return", None)
            for hint in hints.values():
                found += [(model, field) for model in models(hint, seen) for field in model.model_fields]
    return found


def test_the_walk_finds_what_people_write() -> None:
    found = {f"{model.__name__}.{field}" for model, field in taken()}
    assert {
        "SessionEntry.note",
        "ClientEntry.code",
        "Discussion.decision",
        "RequestEntry.question",
        "Rating.goal",
    } <= found
    assert len(found) > 40


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize(("model", "field"), taken(), ids=lambda value: getattr(value, "__name__", value))
def test_no_field_of_an_entry_takes_it(model: type[BaseModel], field: str, what: str) -> None:
    of = model.model_fields[field]
    annotation = Annotated[(of.annotation, *of.metadata)] if of.metadata else of.annotation  # type: ignore[valid-type]
    with pytest.raises(ValidationError):
        TypeAdapter(annotation).validate_python(BAD[what])


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Database]]:
    home = open_database(Place.PRACTICE, Configuration(data=tmp_path_factory.mktemp("bounds") / "data"))
    yield world(home), home
    home.engine.dispose()


TYPED: dict[str, Callable[[World, str], object]] = {
    "sign-in name": lambda w, text: w.people["administrator"].add_colleague(text, "Name", [Role.THERAPIST], key="1"),
    "name": lambda w, text: w.people["administrator"].add_colleague("name", text, [Role.THERAPIST], key="2"),
    "reason of an emergency": lambda w, text: w.people["colleague"].open_in_emergency(
        "Willow-77", REASON + text, key="3"
    ),
    "reason of a decision": lambda w, text: w.people["owner"].decide(
        w.arguments["client_id"], w.arguments["session_id"], w.arguments["decision"], reason=text, key="4"
    ),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("field", TYPED)
def test_what_is_typed_into_a_single_field_is_bounded_too(here: tuple[World, Database], field: str, what: str) -> None:
    with pytest.raises((AllianceError, ValueError)):
        TYPED[field](here[0], BAD[what])


@pytest.mark.parametrize("field", TYPED)
def test_and_takes_what_people_do_write(here: tuple[World, Database], field: str) -> None:
    TYPED[field](here[0], "Zoë’s own words – 3 of them")


def test_a_draft_has_the_size_of_a_form(here: tuple[World, Database]) -> None:
    owner, client = here[0].people["owner"], here[0].arguments["client_id"]
    longest = {"note": "💥" * NOTE_LENGTH, "held_on": START.isoformat()}
    owner.keep_draft(client, longest)
    assert owner.draft(client) == longest
    with pytest.raises(AllianceError, match="too long to keep"):
        owner.keep_draft(client, {"note": "x" * MAX_DRAFT_LENGTH})
    assert owner.draft(client) == longest


def test_an_id_nobody_could_have_is_told_like_any_that_is_not_there(here: tuple[World, Database]) -> None:
    for name in ("history", "case_sheet", "own_sheet", "supervised_case"):
        who = "supervisor" if "case" in name else "owner"
        given = here[0].arguments["client_id"]
        try:
            for text in BAD.values():
                here[0].arguments["client_id"] = text
                with pytest.raises(AllianceError, match="does not exist"):
                    call(here[0], who, name)
        finally:
            here[0].arguments["client_id"] = given


def test_pages_offer_no_longer_text_than_the_store_takes() -> None:
    root = Path(__file__).resolve().parents[3] / "pages"
    for page in root.rglob("*.py"):
        text = page.read_text(encoding="utf-8")
        for kind in ("st.text_input(", "st.text_area("):
            for place in [at for at in range(len(text)) if text.startswith(kind, at)]:
                call_text = text[place : text.index(")\n", place)]
                assert "max_chars" in call_text or 'type="password"' in call_text, f"{page.name}: {call_text[:60]}"
