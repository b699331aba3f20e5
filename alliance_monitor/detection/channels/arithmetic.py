"""The operations that floats and arrays spell differently, so that every formula is written once for both.

`assess` works on arrays of many clients, `advance` on the floats of one: NumPy's functions take about a microsecond on
a single number, Python's a twentieth of that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

Number = Any
"""A float, or an array of floats of the same meaning."""


class Arithmetic(NamedTuple):
    """Square root, exponential, the lower and the higher of two numbers, and three operations that mind NaN.

    Attributes
    ----------
    or_zero : the number, 0 for NaN.
    lower_given : the lower of two numbers, the other one where one is NaN.
    ratio : numerator / denominator, NaN where the denominator is 0.
    """

    sqrt: Callable[[Number], Number]
    exp: Callable[[Number], Number]
    lower: Callable[[Number, Number], Number]
    higher: Callable[[Number, Number], Number]
    or_zero: Callable[[Number], Number]
    lower_given: Callable[[Number, Number], Number]
    ratio: Callable[[Number, Number], Number]


def _or_zero(number: float) -> float:
    return number if number == number else 0.0  # noqa: PLR0124 - false exactly for NaN


def _lower_given(first: float, second: float) -> float:
    return second if second < first or first != first else first  # noqa: PLR0124


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else math.nan


def _or_zeros(numbers: Values) -> Values:
    return np.where(np.isnan(numbers), 0.0, numbers)


def _ratios(numerators: Values, denominators: Values) -> Values:
    with np.errstate(invalid="ignore"):
        return numerators / denominators


def _exponentials(numbers: Values) -> Values:
    with np.errstate(over="ignore"):
        exponentials: Values = np.exp(numbers)
        return exponentials


FLOATS: Final = Arithmetic(math.sqrt, math.exp, min, max, _or_zero, _lower_given, _ratio)
ARRAYS: Final = Arithmetic(np.sqrt, _exponentials, np.minimum, np.maximum, _or_zeros, np.fmin, _ratios)
