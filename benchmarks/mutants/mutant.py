"""Small changes of the code, made by mutmut's operators."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import Mutation, MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode


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
