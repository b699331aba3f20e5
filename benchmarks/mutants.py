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
import difflib
import importlib
import json
import os
import random
import resource
import signal
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import libcst as cst
import pytest
from hypothesis import settings
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import Mutation, MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

PACKAGES = (
    "records", "instruments", "attachment", "outcome", "detection", "episode", "repair", "therapy", "supervision",
    "practice", "coding", "importing", "client_form",
)  # fmt: skip
SLOWER = 3
"""Times the CPU seconds of the unchanged tests, plus ten, after which a mutant is stopped: it loops."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file."""

    package: str
    path: Path
    line: int
    file: cst.Module
    mutation: Mutation

    @property
    def code(self) -> str:
        """The whole file with the change."""
        changed = self.file.deep_replace(self.mutation.original_node, self.mutation.mutated_node)
        return cst.ensure_type(changed, cst.Module).code

    @property
    def module(self) -> str:
        """Name under which the file is imported."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    def diff(self) -> str:
        """What was changed."""
        before = self.path.read_text(encoding="utf-8").splitlines()
        lines = difflib.unified_diff(before, self.code.splitlines(), str(self.path), str(self.path), n=1, lineterm="")
        return "\n".join(lines)


class _Visitor(MutationVisitor):
    """mutmut's, but inside decorated functions too: they need not be copied here."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return False
        if isinstance(node, cst.Assign) and cst.ensure_type(node.targets[0], cst.AssignTarget).target.deep_equals(
            cst.Name("__all__")
        ):
            return True
        return super()._skip_node_and_children(node)


def mutants_of(package: str) -> Iterator[Mutant]:
    """Yield all mutants of one package, in the order of files and lines."""
    root = Path("alliance_monitor", package)
    for path in sorted(root.rglob("*.py")) if root.is_dir() else [root.with_suffix(".py")]:
        wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
        visitor = _Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
        module = wrapper.visit(visitor)
        places = wrapper.resolve(PositionProvider)
        for mutation in visitor.mutations:
            if not _changes_wording(mutation):
                yield Mutant(package, path, places[mutation.original_node].start.line, module, mutation)


def _changes_wording(mutation: Mutation) -> bool:
    before, after = mutation.original_node, mutation.mutated_node
    if isinstance(before, cst.BaseString):
        return True
    if not (isinstance(before, cst.Call) and isinstance(after, cst.Call)):
        return False
    gone = [argument.value for argument in before.args if all(argument is not kept for kept in after.args)]
    return bool(gone) and all(isinstance(value, cst.BaseString) for value in gone)


class _Loader(SourceFileLoader):
    """Loads a mutant in place of its file; finds nothing else."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path.resolve()))
        self._mutant = mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if name != self._mutant.module:
            return None
        folders = [str(self._mutant.path.parent.resolve())] if self._mutant.path.stem == "__init__" else None
        return spec_from_file_location(name, self.path, loader=self, submodule_search_locations=folders)

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(self._mutant.code, self.path, "exec")


class _QuickestFirst:
    """Plugin that remembers how long each test took, or runs them by what was remembered, in tenths of a second."""

    def __init__(self, known: Mapping[str, float]) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float, known)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: round(self.seconds[item.nodeid], 1))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration


@dataclass(frozen=True, slots=True)
class Unchanged:
    """How a package's tests run on the unchanged code."""

    package: str
    apart: bool
    """Whether they need nothing of tests/conftest.py, which imports the whole app."""
    cpu_seconds: float | None = None
    test_seconds: Mapping[str, float] = field(default_factory=dict)

    def test(self, mutant: Mutant | None, output: Path) -> tuple[int, float]:
        """Run them in a forked process; return its wait status and the CPU seconds it used."""
        child = os.fork()
        if child:
            _, status, usage = os.wait4(child, 0)
            return status, usage.ru_utime + usage.ru_stime
        with output.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        if self.cpu_seconds is not None:
            limit = int(SLOWER * self.cpu_seconds) + 10
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 10))
            signal.alarm(limit * 40)  # one that waits instead of computing
        if mutant is not None:
            sys.meta_path.insert(0, _Loader(mutant))
        options = ["-x", "-q", "-n0", "--assert=plain", "--tb=short", "-p", "no:cacheprovider"]
        apart = [f"--confcutdir=tests/{self.package}"] if self.apart else []
        order, code = _QuickestFirst(self.test_seconds), 3
        with suppress(BaseException):
            code = pytest.main([f"tests/{self.package}", *options, *apart], plugins=[order])
        if mutant is None:
            learned = {"modules": _third_party(), "seconds": order.seconds}
            output.with_suffix(".json").write_text(json.dumps(learned), encoding="utf-8")
        os._exit(code)

    @classmethod
    def measure(cls, package: str, output: Path) -> Unchanged:
        """Run them once, and import here, once for all, what they import from others."""
        for apart in (True, False):
            status, cpu_seconds = cls(package, apart).test(None, output)
            if not status:
                learned = json.loads(output.with_suffix(".json").read_text(encoding="utf-8"))
                for name in learned["modules"]:
                    with suppress(Exception):
                        importlib.import_module(name)
                return cls(package, apart, cpu_seconds, learned["seconds"])
        raise SystemExit(f"The tests of {package} fail without any change:\n{output.read_text(encoding='utf-8')}")


def _third_party() -> list[str]:
    return [
        name
        for name, module in sys.modules.items()
        if "site-packages" in str(getattr(getattr(module, "__spec__", None), "origin", ""))
    ]


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
    unchanged: dict[str, Unchanged] = {}
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        for number, mutant in enumerate(draw, 1):
            if chosen.numbers and number not in chosen.numbers:
                continue
            if mutant.package not in unchanged:
                unchanged[mutant.package] = Unchanged.measure(mutant.package, output)
            status, seconds = unchanged[mutant.package].test(mutant, output)
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
