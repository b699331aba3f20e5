"""The client's page over the running app's real HTTP."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import textstat
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from sqlalchemy import func, select

from alliance_monitor import client_form
from alliance_monitor.client_form import client_form as form_of
from alliance_monitor.instruments import instruments
from db.configuration import configuration
from db.tables import ClientLink, Rating
from tests.support.front_door import Door, opened
from tests.support.link_cases import behind, link_path
from web.client_link.languages import CATALOGUES, choose_language, languages, translations

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = {"1": "6", "2": "5", "3": "7", "4": "1"}
LARGEST_PAGE = 50_000


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    # Links are made here, in the test's own process, by the same setting.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLIANCE_CLIENT_LINE", "true")
        configuration.cache_clear()
        with opened(tmp_path_factory.mktemp("voice") / "data") as running:
            running.set_up().close()
            yield running
    configuration.cache_clear()


def ratings(door: Door) -> int:
    with behind(door) as (_, home), home.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(Rating)) or 0)


def test_the_page_opens_without_sign_in_and_changes_nothing(door: Door) -> None:
    path = link_path(door)
    with door.browser() as client:
        for _ in range(3):
            page = client.get(path)
            assert page.status_code == 200
        assert client.head(path).status_code == 200
        assert not client.cookies
    assert page.text.count("<fieldset") == 5
    assert "<script" not in page.text
    with behind(door) as (_, home), home.read() as tx:
        assert tx.scalar(select(ClientLink.used_at).order_by(ClientLink.created_at.desc()).limit(1)) is None


def test_submitting_the_form_stores_one_rating_and_submitting_again_nothing(door: Door) -> None:
    path, before = link_path(door), ratings(door)
    with door.browser() as client:
        first = client.post(path, data=ANSWERS)
        assert (first.status_code, "Your answers have arrived" in first.text) == (200, True)
        assert client.post(path, data=ANSWERS).status_code == 404
        assert "This link is closed" in client.get(path).text
    assert ratings(door) == before + 1


def test_a_hundred_people_at_once_with_one_link_store_one_rating(door: Door) -> None:
    path, before = link_path(door), ratings(door)

    def send(_: int) -> int:
        with door.browser() as client:
            return client.post(path, data=ANSWERS).status_code

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(send, range(100)))
    assert (answers.count(200), answers.count(404)) == (1, 99)
    assert ratings(door) == before + 1


def test_a_thousand_made_up_tokens_get_the_same_response_and_a_real_one_still_works(door: Door) -> None:
    used, path = link_path(door), link_path(door)
    with door.browser() as client:
        client.post(used, data=ANSWERS)
        closed = client.get(used)

        def refused(number: int) -> tuple[int, str, dict[str, str]]:
            token = ("p" if number % 2 else "d") + secrets.token_urlsafe(32)
            answer = client.get(f"/r/{token}") if number % 3 else client.post(f"/r/{token}", data=ANSWERS)
            return answer.status_code, answer.text, stable(answer.headers)

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(refused, range(1000)))
        assert all(response == (closed.status_code, closed.text, stable(closed.headers)) for response in found)
        assert client.get(path).status_code == 200


def stable(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "date"}


@pytest.mark.parametrize("path", ["/r/", "/r/a/b", "/r/%2e%2e%2fsession", "/r/x%00y", "/r/" + "x" * 3000])
def test_nothing_below_the_clients_pages_leads_into_the_app(door: Door, path: str) -> None:
    with door.browser() as client:
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            answer = client.request(method, path)
            assert answer.status_code in (400, 404, 405, 303)
            assert "streamlit" not in answer.text.lower()


@pytest.mark.parametrize("path", ["/r", "/rx", "/r.css", "/report"])
def test_the_gate_lets_only_the_clients_pages_through(door: Door, path: str) -> None:
    with door.browser() as client:
        assert client.get(path).headers.get("location", "").startswith("/sign-in?next=")
        assert client.post(path, headers={"Accept": "*/*"}).status_code == 401


def test_another_site_cannot_submit_the_form(door: Door) -> None:
    path = link_path(door)
    with door.browser(Origin="https://elsewhere.example") as client:
        assert client.post(path, data=ANSWERS).status_code == 403
    with door.browser() as client:
        assert client.get(path).status_code == 200


def test_the_headers_allow_nothing_but_the_pages_own_style(door: Door) -> None:
    with door.browser() as client:
        headers = client.get(link_path(door)).headers
    strict = next(
        policy for policy in headers.get_list("content-security-policy") if policy.startswith("default-src 'none'")
    )
    assert "script-src" not in strict
    assert "unsafe" not in strict
    assert "form-action 'self'" in strict
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, client_form.NOTHING_ANSWERED),
        ({"1": "8"}, client_form.NOT_AN_ANSWER),
        ({"1": "six"}, client_form.NOT_AN_ANSWER),
        ({"4": "0"}, client_form.NOT_AN_ANSWER),
        (ANSWERS | {"line": "a\u202eb"}, client_form.LINE_UNREADABLE),
        (ANSWERS | {"line": "a\x00b"}, client_form.LINE_UNREADABLE),
        (ANSWERS | {"line": "x" * 501}, client_form.LINE_TOO_LONG),
        (ANSWERS | {"line": "x" * 70_000}, client_form.NOTHING_ANSWERED),
        ({str(n): "1" for n in range(100)}, client_form.NOTHING_ANSWERED),
    ],
)
def test_a_form_that_is_refused_says_why_and_leaves_the_link_open(
    door: Door, posted: dict[str, str], said: str
) -> None:
    path, before = link_path(door), ratings(door)
    with door.browser() as client:
        for language in languages():
            answer = client.post(f"{path}?lang={language}", data=posted)
            assert answer.status_code == 400
            alert = re.search(r'role="alert">([^<]*)<', answer.text)
            assert alert
            assert alert.group(1) == translations(language).gettext(said)
        assert ratings(door) == before
        assert client.post(path, data=ANSWERS).status_code == 200


def test_after_an_error_the_answers_are_still_there_and_markup_is_escaped(door: Door) -> None:
    with door.browser() as client:
        text = client.post(link_path(door), data={"1": "6", "2": "9", "line": "</textarea><b>x"}).text
    assert re.search(r'name="1" value="6" checked', text)
    assert "&lt;/textarea&gt;&lt;b&gt;x" in text


def test_resolution_is_stored_only_when_there_was_tension(door: Door) -> None:
    with door.browser() as client:
        client.post(link_path(door), data=ANSWERS | {"resolution": "2"})
        client.post(link_path(door), data=ANSWERS | {"4": "3", "resolution": "2"})
    with behind(door) as (_, home), home.read() as tx:
        newest = list(
            tx.execute(select(Rating.tension, Rating.resolution).order_by(Rating.recorded_at.desc()).limit(2))
        )
    assert [tuple(row) for row in newest] == [(3, 2), (1, None)]


@pytest.mark.parametrize(
    ("asked", "given", "accepted", "shown"),
    [
        (None, None, "", "en"),
        (None, None, "de-AT,de;q=0.9,en;q=0.5", "de"),
        (None, None, "fr, de;q=0.4", "de"),
        (None, None, "en-GB,de;q=0.9", "en"),
        (None, None, "xx;q=oops,,;;,de", "de"),
        (None, "de", "en", "de"),
        ("en", "de", "de", "en"),
        ("klingon", None, "de", "de"),
        ("../../etc", "x" * 99, "*", "en"),
    ],
)
def test_the_language_is_the_one_chosen_else_the_links_else_the_browsers(
    asked: str | None, given: str | None, accepted: str, shown: str
) -> None:
    assert choose_language(asked, given, accepted) == shown


def test_the_page_is_in_german_when_the_link_or_the_browser_asks_for_it(door: Door) -> None:
    with door.browser() as client:
        assert '<html lang="de">' in client.get(link_path(door, language="de")).text
        page = client.get(link_path(door), headers={"Accept-Language": "de-CH"})
    assert '<html lang="de">' in page.text
    assert "Antworten abschicken" in page.text
    assert "Your" not in re.sub(r"<style>.*?</style>", "", page.text, flags=re.DOTALL)


@pytest.mark.parametrize("language", [language for language in languages() if language != "en"])
def test_every_sentence_of_the_page_is_translated(language: str) -> None:
    found = {
        message
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / "web" / "templates" / "client"), [("**.html", "jinja2")], {"**.html": {"silent": "false"}}
        )
        if isinstance(message, str)
    }
    found |= {
        value for name, value in vars(client_form).items() if name.isupper() and isinstance(value, str) and " " in value
    }
    assert len(found) > 20
    with (CATALOGUES / language / "client.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    told = {message.id: message for message in catalogue if message.id}
    assert set(told) == found
    assert all(message.string and not message.fuzzy for message in told.values())


@pytest.mark.parametrize("language", languages())
def test_our_own_forms_have_a_client_wording_in_every_language(language: str) -> None:
    for instrument in instruments():
        if instrument.wordings:
            assert form_of(instrument.id, None, language).wording.language == language


def test_the_page_reads_at_grade_six() -> None:
    templates = "".join(
        (ROOT / "web" / "templates" / "client" / name).read_text(encoding="utf-8")
        for name in ("form.html", "thanks.html", "closed.html")
    )
    sentences = re.findall(r'_\("(.*?)"\)', templates)
    for instrument_id in ("brief-session", "brief-attachment"):
        form = form_of(instrument_id, None, "en")
        sentences += [form.wording.instruction, *(question.text for question in form.questions)]
    text = " ".join(sentence if sentence[-1] in ".?!)" else f"{sentence}." for sentence in sentences)
    assert textstat.flesch_kincaid_grade(text) <= 6


@pytest.mark.parametrize("asked", ["brief-session", "brief-attachment"])
def test_the_whole_page_is_small(door: Door, asked: str) -> None:
    with door.browser() as client:
        page = client.get(link_path(door, instrument=asked))
    assert page.status_code == 200
    assert len(page.content) < LARGEST_PAGE
    assert not re.search(r'(src|href)="(?!data:,|\?lang=)', page.text)
