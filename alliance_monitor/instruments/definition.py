"""An instrument as data: its items, how they are answered and scored, and the source for it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from alliance_monitor.instruments.data import Data, Range, Respondent, Slug, Words
from alliance_monitor.instruments.subscale import Part, Subscale

Use = Literal["alliance", "session", "attachment", "attachment to the therapist", "outcome"]


class Risk(Data):
    """Items that ask about harm: any answer above `above` calls for the local risk protocol."""

    items: frozenset[int]
    above: float = 0
    source: Words


class Contradiction(Data):
    """Pairs of items that describe opposites; agreeing with both (`both_from` or more) is pointed out."""

    pairs: tuple[tuple[int, int], ...]
    both_from: float
    source: Words


class ItemWording(Data):
    """One item in words, with what its lowest and highest answer mean."""

    text: Words
    low: Words
    high: Words


class Wording(Data):
    """An instrument's words in one language for one respondent."""

    language: Words
    rater: Respondent
    instruction: Words
    items: dict[str, ItemWording]
    answers: dict[str, Words] = Field(default_factory=dict)
    """What the steps between lowest and highest mean, by step ("1"); empty if only the ends are named."""


class Instrument(Data):
    """One questionnaire, rating form or interview, in one version.

    `answers` is the response range of an item; `whole_answers` says that only whole numbers can be
    ticked. `items` counts the items, 0 if only scores or a class can be entered.
    `categories` are the classes of an interview or coding system. No item wording is part of the
    project, except for its own two instruments.
    """

    id: Slug
    version: Annotated[int, Field(ge=1)]
    name: Words
    short: Words
    language: Words
    use: Use
    raters: tuple[Respondent, ...] = Field(min_length=1)
    items: Annotated[int, Field(ge=0)] = 0
    answers: Range | None = None
    whole_answers: bool = True
    missing: Words
    unit: Words
    source: Words
    licence: Words
    remark: str = ""
    recommended: bool = False
    subscales: tuple[Subscale, ...] = ()
    categories: tuple[Words, ...] = ()
    styles: dict[str, str] = Field(default_factory=dict)
    risk: Risk | None = None
    contradiction: Contradiction | None = None
    wordings: tuple[Wording, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        numbers = set(range(1, self.items + 1))
        named = [scale.id for scale in self.subscales]
        if len(set(named)) != len(named):
            raise ValueError("two subscales share an id")
        if bool(self.items) != (self.answers is not None):
            raise ValueError("items need a response range, and only items have one")
        if not self.subscales and not self.categories:
            raise ValueError("an instrument gives scores or categories")
        used = {item for scale in self.subscales for item in scale.items}
        if used != numbers:
            raise ValueError("every item from 1 on, and no other, belongs to a subscale")
        watched = set(self.risk.items) if self.risk else set()
        if self.contradiction:
            watched |= {item for pair in self.contradiction.pairs for item in pair}
        if not watched <= numbers:
            raise ValueError("risk and contradiction name items the instrument has")
        if not set(self.styles) <= set(named):
            raise ValueError("styles name subscales the instrument has")
        for wording in self.wordings:
            if set(wording.items) != {str(number) for number in numbers}:
                raise ValueError(f"the {wording.language} {wording.rater} wording must cover every item")
        ranges: dict[int, Range] = {}
        for scale in self.subscales:
            for item in scale.items:
                taken = scale.answers or self.answers
                if taken is None or taken != ranges.setdefault(item, taken):
                    raise ValueError(f"item {item} is answered on two different ranges")
        return self

    @property
    def item_keys(self) -> tuple[str, ...]:
        """Keys of the items as answers use them: "1", "2", …"""
        return tuple(str(number) for number in range(1, self.items + 1))

    @property
    def entry(self) -> tuple[Literal["items", "scores", "class"], ...]:
        """The ways this instrument can be entered, the most detailed first."""
        ways: tuple[tuple[Literal["items", "scores", "class"], bool], ...] = (
            ("items", self.items > 0),
            ("scores", bool(self.subscales)),
            ("class", bool(self.categories)),
        )
        return tuple(way for way, offered in ways if offered)

    @property
    def parts(self) -> frozenset[Part]:
        """Which parts of the common model this instrument measures."""
        return frozenset(scale.part for scale in self.subscales if scale.part)

    def subscale(self, scale_id: str) -> Subscale | None:
        """The subscale of this id, or None."""
        return next((scale for scale in self.subscales if scale.id == scale_id), None)

    def range_of(self, item: int) -> Range | None:
        """Response range of an item, or None when there is no such item."""
        return next((s.answers or self.answers for s in self.subscales if item in s.items), None)

    def wording(self, rater: str, language: str = "en") -> Wording | None:
        """The words for this rater in this language, or None when none are known."""
        return next((w for w in self.wordings if (w.rater, w.language) == (rater, language)), None)
