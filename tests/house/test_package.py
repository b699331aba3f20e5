"""Installed as a package, the app has all it needs and runs in any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.front_door import COMMAND, PASSPHRASE, ROOT, Door, opened, rerun

PACKAGES = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"benchmarks", "tests"}
SETTINGS = Path(".streamlit", "config.toml")
BIN = "Scripts" if os.name == "nt" else "bin"


def pip(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as `pip install .` makes it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programmes of a fresh environment with the package, and this environment's packages for all that it needs."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home)
    python = home / BIN / "python"
    pip("--python", python, "install", "--no-index", "--no-deps", wheel)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    Path(site, "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return home / BIN


def run(programme: Path | str, *arguments: str | Path, folder: Path, **variables: str) -> str:
    """What one command prints, in a folder of its own and without the settings of the tests."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ALLIANCE_", "PYTHONPATH"))}
    done = subprocess.run(
        [programme, *arguments], cwd=folder, env=clean | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_a_container_is_built_from_is_every_package_and_nothing_beside() -> None:
    allowed = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M)
    beside = {"app.py", ".streamlit", "pyproject.toml", "requirements.txt", "README.md", "LICENSE"}
    assert set(allowed) == PACKAGES | beside


def test_the_command_is_the_same_under_its_three_names() -> None:
    script = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert script == {"alliance-monitor": "commands.programme:main"}
    told = [run(sys.executable, "-m", name, "serve", "-h", folder=ROOT) for name in ("alliance_monitor", "commands")]
    assert told[0] == told[1]
    assert "usage: alliance-monitor serve" in told[0]


@pytest.mark.thorough
def test_the_package_is_every_file_of_its_folders_and_nothing_else(wheel: Path) -> None:
    files = [file for name in PACKAGES for file in (ROOT / name).rglob("*") if file.is_file()]
    wanted = {file.relative_to(ROOT) for file in files if "__pycache__" not in file.parts} | {Path("app.py"), SETTINGS}
    packed = {Path(name) for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == wanted


@pytest.mark.thorough
def test_other_commands_run_in_any_folder(installed: Path, tmp_path: Path) -> None:
    command = installed / "alliance-monitor"
    assert run(command, "-h", folder=tmp_path) == run(
        installed / "python", "-m", "alliance_monitor", "-h", folder=tmp_path
    )
    assert "brief-session" in run(command, "instrument", "list", folder=tmp_path)
    person = ("--practice", "Elm Street", "--name", "Robin Ash", "--sign-in", "robin")
    run(command, "set-up", *person, folder=tmp_path, ALLIANCE_PASSPHRASE=PASSPHRASE)
    assert (tmp_path / "data" / "practice.db").exists()
    run(command, "backup", "copy", folder=tmp_path)
    assert (tmp_path / "copy").is_file()
    run(command, "verify-audit", folder=tmp_path)


@pytest.fixture(scope="module")
def door(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The installed app, started in an empty folder without any setting but its port."""
    empty = tmp_path_factory.mktemp("empty")
    where = run(installed / "python", "-c", "import db; print(db.__file__)", folder=empty)
    assert not Path(where).is_relative_to(ROOT), "it must not be the checkout that is tried"
    command = (str(installed / "alliance-monitor"), *COMMAND[3:])
    unset = dict.fromkeys(("ALLIANCE_DATA", "ALLIANCE_CONFIG", "PYTHONPATH"))
    with opened(empty / "data", command=command, folder=empty, **unset) as door:
        yield door


@pytest.mark.thorough
def test_the_installed_app_serves_pages_from_an_empty_folder(door: Door) -> None:
    with door.browser() as nobody:
        assert nobody.get("/health").status_code == 200
        assert "Set up your practice" in nobody.get("/welcome").text
    with closing(door.into_the_demo()) as browser:
        assert browser.get("/").status_code == 200
        sent = first_page(door, browser)
    assert "Caseload" in [message.delta.new_element.heading.body for message in sent], "a page is drawn"
    assert {"practice.db", "demo.db", "database.key", "vault.keys"} <= {file.name for file in door.data.iterdir()}


@pytest.mark.thorough
def test_the_installed_app_has_the_settings_of_the_packaged_file(door: Door) -> None:
    settings = tomllib.loads((ROOT / SETTINGS).read_text(encoding="utf-8"))
    with closing(door.into_the_demo()) as browser:
        told = next(each.new_session for each in first_page(door, browser) if each.HasField("new_session"))
    assert told.custom_theme.light.primary_color == settings["theme"]["light"]["primaryColor"]
    assert told.custom_theme.dark.primary_color == settings["theme"]["dark"]["primaryColor"]
    assert told.config.disable_data_export is settings["client"]["disableDataExport"] is True
    assert told.config.gather_usage_stats is settings["browser"]["gatherUsageStats"] is False
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.2:{door.port}/health")  # server.address: this computer's one address, not all


def first_page(door: Door, browser: httpx.Client) -> list[ForwardMsg]:
    """What the app sends until the first page is drawn."""
    with door.websocket(browser) as stream:
        stream.send(rerun())
        sent: list[ForwardMsg] = []
        while not sent or not sent[-1].HasField("script_finished"):
            sent.append(ForwardMsg.FromString(bytes(stream.recv(timeout=60))))
    return sent
