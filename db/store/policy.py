"""What a store method declares – who may call it and in which transaction – and the wrapper that enforces it.

A method shows only what it does: `def add_client(self, tx, entry, *, key)` is called as `add_client(entry, key=…)`. The
wrapper opens the transaction, admits the caller, audits a refusal under the method's name, runs the check of whose data
it is, and for a write with a `key` returns what the first call with this key returned.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum, auto
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from db.access import Policy, Role
from db.store.base import StoreBase

S = TypeVar("S", bound=StoreBase)
P = ParamSpec("P")
R = TypeVar("R")

Check = Callable[[Any, Connection, str], None]
"""Refuses (NotAllowedError) what the caller may not see, given the first argument of the call."""


class Writes(Enum):
    """Whose rows a write looks up and changes; on PostgreSQL it waits for no other client's writers if it can."""

    ONE_CLIENT = auto()
    """Only rows of the client whose id is the first argument."""

    ANYTHING = auto()
    """Any rows: the transaction has the write lock to itself."""


ONE_CLIENT, ANYTHING = Writes


class Transactions:
    """For a method with work between several transactions; every one of them admits the caller again."""

    def __init__(self, store: StoreBase, declared: Policy) -> None:
        self._store, self._declared = store, declared

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that reads."""
        return self._store._reading(self._declared)

    def write(self, client_id: str | None = None) -> AbstractContextManager[Connection]:
        """A transaction that writes: about this client only, or anything."""
        return self._store._writing(self._declared, client_id)


def policy(
    *roles: Role,
    proof: bool = False,
    check: Check | None = None,
    writes: Writes | None = None,
    view: str = "",
    repeated: Callable[[Any, Connection, str], object] | None = None,
) -> Callable[[Callable[Concatenate[S, Connection, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare a method that is one transaction, and who may call it: people with any of these roles.

    Parameters
    ----------
    proof : for a sensitive action, since an open browser may have been left alone: asks for a recent proof of identity.
    check : run with the first argument before anything else, so that a repeated key tells nothing to somebody who lost
        access.
    writes : None for a transaction that only reads.
    view : audit action of a client's page, recorded with the first view in a while; the page's redraws only read.
    repeated : makes the result of a call with an earlier key from what was remembered of the first one, which is the
        result itself for `str` and `int`; methods that return those or None need none.
    """

    def declare(method: Callable[Concatenate[S, Connection, P], R]) -> Callable[Concatenate[S, P], R]:
        declared, signature = _declared(method, roles, proof=proof)
        first = next(iter(list(signature.parameters)[1:]), "")
        keyed = "key" in signature.parameters
        if keyed and writes is None:
            raise TypeError(f"{method.__qualname__} takes a key and writes nothing")
        if (writes is ONE_CLIENT or view) and first != "client_id":
            raise TypeError(f"{method.__qualname__} is about one client, whose id must be its first argument")
        restore: Any = (repeated or _restorer(method)) if keyed else None

        @wraps(method)
        def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            subject = str(args[0] if args else kwargs.get(first, ""))
            if view:
                transaction = self._viewing(declared, subject, view)
            elif writes is None:
                transaction = self._reading(declared)
            else:
                transaction = self._writing(declared, subject if writes is ONE_CLIENT else None)
            with transaction as tx:
                if check is not None:
                    check(self, tx, subject)
                if restore is None:
                    return method(self, tx, *args, **kwargs)
                key = str(kwargs["key"])
                earlier = self._earlier_outcome(tx, key)
                if earlier is not None:
                    restored: R = restore(self, tx, earlier)
                    return restored
                result = method(self, tx, *args, **kwargs)
                self._remember(tx, key, str(result) if isinstance(result, str | int) else "")
                return result

        _publish(call, declared, signature)
        return call

    return declare


def policy_in_steps(
    *roles: Role, proof: bool = False
) -> Callable[[Callable[Concatenate[S, Transactions, P], R]], Callable[Concatenate[S, P], R]]:
    """Declare a method that opens its own `Transactions`: for slow work between them, or work after the commit."""

    def declare(method: Callable[Concatenate[S, Transactions, P], R]) -> Callable[Concatenate[S, P], R]:
        declared, signature = _declared(method, roles, proof=proof)

        @wraps(method)
        def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return method(self, Transactions(self, declared), *args, **kwargs)

        _publish(call, declared, signature)
        return call

    return declare


def policy_of(method: object) -> Policy | None:
    """The declared policy of a store method, or None."""
    return getattr(method, "__alliance_policy__", None)


def require_policies(store: type) -> type:
    """Class decorator: every public method of `store` must declare a policy."""
    for name in dir(store):
        member = getattr(store, name)
        if not name.startswith("_") and callable(member) and policy_of(member) is None:
            raise TypeError(f"{store.__name__}.{name} has no access policy")
    return store


def _declared(method: Any, roles: tuple[Role, ...], *, proof: bool) -> tuple[Policy, inspect.Signature]:
    """The policy of a method, and its signature as callers see it: without the transaction."""
    signature = inspect.signature(method)
    this, _, *others = signature.parameters.values()
    return Policy(method.__name__, frozenset(roles), proof), signature.replace(parameters=[this, *others])


def _publish(call: Any, declared: Policy, signature: inspect.Signature) -> None:
    call.__alliance_policy__ = declared
    call.__signature__ = signature


def _restorer(method: Any) -> Callable[[Any, Connection, str], object]:
    """How the result of this method is restored from what was remembered of it, by its return annotation."""
    restorers: dict[str, Callable[[str], object]] = {"str": str, "int": int, "None": lambda _: None}
    restore = restorers.get(str(inspect.signature(method).return_annotation))
    if restore is None:
        raise TypeError(f"{method.__qualname__} must say what a repeated call returns")
    return lambda _store, _tx, outcome: restore(outcome)
