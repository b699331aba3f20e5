"""A fifth judged channel, added to a copy of the package: it is read, judged, explained and drawn."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import alliance_monitor

PACKAGE = Path(alliance_monitor.__file__).parent
MEASURE = (
    'HOPE: Final = Measure("hope", ("hope",), 1.0, 7.0, higher_is_better=True, required=False)\n\nCHANNELS: Final = ('
)
LINE = '    Channel("therapist", TENSION),\n'
FIGURES = ("parameters/calibration.py", "parameters/norms.py", "judging/assessment.py")
"""Where each channel has lines of its own that name it."""

SESSIONS = """
import json, sys
from math import nan
import pandas as pd
from alliance_monitor.detection import RatingsError, advance, assess, explain, fit_norms
from alliance_monitor.figures import evidence_table

def rated(number, hope, **other):
    answers = {"goal": 6.0, "task": 6.0, "bond": 6.0, "tension": 1.0, "hope": hope} | other
    return {"client_id": "A", "session_number": number, "rater": "client", **answers}

records = [rated(number, hope) for number, hope in enumerate([6.0, 5.0, 6.0, nan, 6.0, 1.0], 1)]
together = assess(pd.DataFrame(records))
state, one_by_one = None, []
for record in records:
    state, row = advance(state, [record])
    one_by_one.append(row)
without = pd.DataFrame(records).drop(columns="hope")
old = [{key: value for key, value in record.items() if key != "hope"} for record in records]
try:
    assess(pd.DataFrame([rated(1, 8.0)]))
    refused = []
except RatingsError as error:
    refused = [problem.column for problem in error.problems]
json.dump(
    {
        "together": together["client_hope_evidence"].tolist(),
        "score": together["score"].tolist()[-1],
        "one_by_one": [row.client_hope_evidence for row in one_by_one],
        "one_by_one_score": one_by_one[-1].score,
        "explained": explain(row),
        "drawn": evidence_table(row),
        "refused": refused,
        "without": assess(without)["client_hope_evidence"].tolist(),
        "old": advance(None, [old[0]])[1].client_hope_evidence,
        "norms": fit_norms(without).client_hope.level,
    },
    sys.stdout,
)
"""


@pytest.fixture(scope="module")
def hope(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a client's hope adds to the judgement of six sessions, in the last of which it falls from 6 to 1."""
    folder = tmp_path_factory.mktemp("five-channels")
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    detection = folder / PACKAGE.name / "detection"
    table = detection / "channels" / "channel.py"
    source = table.read_text(encoding="utf-8")
    assert source.count(LINE) == source.count("CHANNELS: Final = (") == 1
    source = source.replace("CHANNELS: Final = (", MEASURE).replace(LINE, LINE + '    Channel("client", HOPE),\n')
    table.write_text(source, encoding="utf-8")
    for name in FIGURES:
        source = (detection / name).read_text(encoding="utf-8")
        source, lines = re.subn(
            r"^.*therapist_tension.*\n",
            lambda line: (
                line[0] + line[0].replace("therapist_tension", "client_hope").replace("level=1.8", "level=5.0")
            ),
            source,
            flags=re.MULTILINE,
        )
        assert lines
        (detection / name).write_text(source, encoding="utf-8")
    run = subprocess.run([sys.executable, "-c", SESSIONS], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_it_is_judged_alike_together_and_one_by_one(hope: dict[str, Any]) -> None:
    assert hope["together"] == pytest.approx(hope["one_by_one"], abs=1e-9)
    assert hope["score"] == pytest.approx(hope["one_by_one_score"], abs=1e-9)
    first, *_, unrated, _, fallen = hope["together"]
    assert first == unrated == 0.0
    assert fallen > 1.0


def test_it_is_named_in_the_sentence_and_in_the_evidence(hope: dict[str, Any]) -> None:
    assert "and rated hope 1.0 where" in hope["explained"]
    *_, last = hope["drawn"]
    assert (last["Channel"], last["Rated"]) == ("Client's hope", "1.0")
    assert last["Evidence"] > 1.0


def test_a_value_off_its_scale_is_refused_by_name(hope: dict[str, Any]) -> None:
    assert hope["refused"] == ["hope"]


def test_ratings_from_before_it_existed_are_judged_as_not_rated_on_it(hope: dict[str, Any]) -> None:
    assert set(hope["without"]) == {0.0}
    assert hope["old"] == 0.0
    assert hope["norms"] == 5.0
