"""What a posted form says: any post at all is a reply or one of five sentences; guesses of links are slowed."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_monitor import client_form as module
from alliance_monitor.client_form import Reply, client_form
from alliance_monitor.errors import InvalidEntryError
from web.client_link import tarpit

SENTENCES = {value for name, value in vars(module).items() if name.isupper() and " " in str(value)}
ANSWER = st.sampled_from(["", "0", "1", "3", "5", "7", "8", "-1", "1.5", "x", "１", "\x00"]) | st.text(
    "01.x é٣\x00\u202e<", max_size=3
)
POSTED = st.dictionaries(st.sampled_from([*map(str, range(0, 12)), "resolution", "line", "lang"]), ANSWER)


@given(POSTED, st.sampled_from(["brief-session", "brief-attachment"]))
def test_any_post_is_a_reply_within_the_forms_ranges_or_one_of_the_sentences(posted: dict[str, str], name: str) -> None:
    form = client_form(name, None, "en")
    try:
        reply = form.reply(posted)
    except InvalidEntryError as refused:
        assert str(refused) in SENTENCES
        return
    assert isinstance(reply, Reply)
    steps = {question.name: question.steps for question in form.questions}
    assert all(value in steps[key] for key, value in reply.answers.items())
    assert reply.resolution is None or reply.answers["4"] > 1


@given(st.fixed_dictionaries({str(item): st.integers(1, 7).map(str) for item in range(1, 4)}))
def test_every_complete_form_is_taken_as_it_was_ticked(posted: dict[str, str]) -> None:
    reply = client_form("brief-session", None, "de").reply(posted)
    assert reply.answers == {key: float(value) for key, value in posted.items()}


@pytest.fixture
def nobody_guessed() -> Iterator[None]:
    tarpit._guesses.clear()
    yield
    tarpit._guesses.clear()


def test_guesses_beyond_the_free_ones_take_turns_and_a_flood_is_refused_unread(nobody_guessed: None) -> None:
    async def flood() -> tuple[bool, bool]:
        async with tarpit._of("203.0.113.9").turn, anyio.create_task_group() as group:
            for _ in range(tarpit.FREE + tarpit.MAX_WAITING + 1):
                group.start_soon(tarpit.delay, "203.0.113.9")
            await anyio.wait_all_tasks_blocked()
            seen = tarpit.is_flooded("203.0.113.9"), tarpit.is_flooded("203.0.113.10")
            group.cancel_scope.cancel()
        return seen

    assert anyio.run(flood) == (True, False)
    assert not tarpit.is_flooded("203.0.113.9")


def test_only_so_many_addresses_are_remembered(nobody_guessed: None) -> None:
    async def many() -> None:
        for number in range(tarpit.MAX_ADDRESSES + 20):
            await tarpit.delay(f"address {number}")

    anyio.run(many)
    assert len(tarpit._guesses) == tarpit.MAX_ADDRESSES
