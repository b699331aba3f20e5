"""Which mistakes in the domain's code its own tests notice: mutants drawn by a seed, run against tests/<package> alone.

A mutant is the code with one small change made by mutmut's operators: `<` for `<=`, a number one larger, an argument
left out, a value replaced by None. It is killed when a test of its package fails or runs out of CPU time, else it
survives and is printed as a diff. Texts are left as they are: no test should pin wording.

mutmut's own runner draws no samples, skips properties and constants, and chooses tests by coverage instead of by
package, so only its operators are used. Mutants are loaded from memory into forked processes; no file is written. Of a
package's tests the quickest run first, and without tests/conftest.py where they need nothing of it.

    python -m benchmarks.mutants --seed 1 --mutants 200 [--packages episode therapy] [--numbers 3,17,40-60]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import settings

from benchmarks.mutants.mutant import mutants_of
from benchmarks.mutants.package_tests import PackageTests

PACKAGES = (
    "records", "instruments", "attachment", "outcome", "detection", "episode", "repair", "therapy", "supervision",
    "practice", "coding", "importing", "client_form",
)  # fmt: skip


def _outcome(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM):
        return "timeout"
    return "killed" if status else "survived"


def _numbers(text: str) -> set[int]:
    ranges = [[int(end) for end in part.split("-")] for part in text.split(",")]
    return {number for ends in ranges for number in range(ends[0], ends[-1] + 1)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw, run, and print what became of each mutant."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=200, help="how many to draw from all packages together")
    parser.add_argument("--packages", nargs="+", choices=PACKAGES, default=PACKAGES)
    parser.add_argument("--numbers", type=_numbers, help="run only these of the draw, such as 3,17,40-60")
    chosen = parser.parse_args(arguments)
    settings.register_profile("same", max_examples=30, deadline=None, derandomize=True, database=None)
    settings.load_profile("same")  # every mutant meets the same examples
    everything = [mutant for package in chosen.packages for mutant in mutants_of(package)]
    draw = random.Random(chosen.seed).sample(everything, min(chosen.mutants, len(everything)))
    print(f"seed {chosen.seed}: {len(draw)} of {len(everything)} mutants", flush=True)
    tests: dict[str, PackageTests] = {}
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        for number, mutant in enumerate(draw, 1):
            if chosen.numbers and number not in chosen.numbers:
                continue
            if mutant.package not in tests:
                tests[mutant.package] = PackageTests.measure(mutant.package, output)
            status, seconds = tests[mutant.package].run(mutant, output)
            outcome = _outcome(status)
            outcomes[outcome] += 1
            print(f"{number:4} {outcome:8} {seconds:5.1f} s  {mutant.path}:{mutant.line}", flush=True)
            if outcome == "survived":
                print(mutant.diff(), flush=True)
    ran, caught = outcomes.total(), outcomes.total() - outcomes["survived"]
    print(f"{caught} of {ran} killed ({caught / ran:.1%}), {outcomes['timeout']} of them by timeout; "
          f"{outcomes['survived']} survived")  # fmt: skip


if __name__ == "__main__":
    main()
