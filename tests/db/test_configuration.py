"""Options: documented, checked, refused in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alliance_monitor.repair import library
from db.configuration import Configuration, ConfigurationError, check_listening, read_configuration
from db.connection.sqlite import private_folder, read_key
from db.opening import open_database
from db.place import Place

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def read(monkeypatch: pytest.MonkeyPatch, file: Path | None = None, **variables: str) -> Configuration:
    monkeypatch.setenv("ALLIANCE_CONFIG", str(file or "/nowhere/alliance.toml"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return read_configuration()


def test_every_option_is_documented_with_its_meaning_and_no_other_is() -> None:
    rows = dict(re.findall(r"^\| `ALLIANCE_(\w+)` \| (.*?) \|", DOCUMENT, re.M))
    assert set(rows) == {name.upper() for name in Configuration.model_fields} | {"CONFIG"}
    for name, field in Configuration.model_fields.items():
        words = (field.description or "").split(";")[0].rstrip(".").split(",")[0]
        assert words in rows[name.upper()].replace("`", ""), name


def test_the_documented_limits_are_the_real_ones() -> None:
    for name, low, high in (("idle_minutes", 1, 60), ("absolute_hours", 1, 24), ("trusted_proxies", 0, 3)):
        row = next(line for line in DOCUMENT.splitlines() if f"ALLIANCE_{name.upper()}" in line)
        assert f"{low} to {high}" in row
        for value in (low, high):
            Configuration.model_validate({name: value})
        for value in (low - 1, high + 1):
            with pytest.raises(ValueError, match=name):
                Configuration.model_validate({name: value})


def test_a_variable_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "alliance.toml"
    file.write_text("idle_minutes = 5\nabsolute_hours = 3\n", encoding="utf-8")
    found = read(monkeypatch, file, ALLIANCE_IDLE_MINUTES="7")
    assert (found.idle_minutes, found.absolute_hours) == (7, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("idel_minutes = 5", "idel_minutes"),
        ("idle_minutes = 'long'", "ALLIANCE_IDLE_MINUTES"),
        ("idle_minutes =", "cannot be read"),
    ],
)
def test_a_file_that_is_not_usable_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "alliance.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
        read(monkeypatch, file)


@pytest.mark.parametrize(
    "address", ["http://a.example.org", "https://", "a.example.org", "https://a.example.org/app", "ftp://a"]
)
def test_an_address_that_is_not_plain_https_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ConfigurationError, match="PUBLIC_URL"):
        read(monkeypatch, ALLIANCE_PUBLIC_URL=address)


def test_nobody_listens_beyond_this_computer_without_https() -> None:
    alone, served = Configuration(), Configuration(public_url="https://a.example.org")
    for address in ("127.0.0.1", "::1", "localhost"):
        check_listening(alone, address)
    for address in ("0.0.0.0", "::", "192.168.1.4", "a.example.org"):
        check_listening(served, address)
        with pytest.raises(ConfigurationError, match="without https"):
            check_listening(alone, address)


def test_a_folder_others_may_write_to_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with pytest.raises(ConfigurationError, match="chmod 700"):
        private_folder(folder)


def test_a_key_others_may_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "database.key"
    key = read_key(path)
    assert read_key(path) == key
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_key(path)
    path.chmod(0o600)
    path.write_text(key[:-1], encoding="ascii")
    with pytest.raises(ConfigurationError, match="damaged"):
        read_key(path)


def test_a_database_is_not_opened_with_another_key(tmp_path: Path) -> None:
    settings = Configuration(data=tmp_path / "data")
    open_database(Place.PRACTICE, settings).engine.dispose()
    settings.key_path.write_text("0" * 64, encoding="ascii")
    with pytest.raises(ConfigurationError, match="with this key"):
        open_database(Place.PRACTICE, settings)


def test_the_documented_prompt_of_ones_own_is_one(tmp_path: Path) -> None:
    example = next(block for block in re.findall(r"```toml\n(.*?)```", DOCUMENT, re.S) if "[[prompt]]" in block)
    own = tmp_path / "own.toml"
    own.write_text(example, encoding="utf-8")
    assert len(library(own)) == len(library()) + 1
