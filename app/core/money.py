"""Money in integer minor units (kopecks, cents) and the rounding of R10."""

import re

_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")
MAX_MINOR = 100_000_000_00


def parse_minor(text: str) -> int:
    """Minor units of an amount as typed ("1 234,50"); raises ValueError if unclear.

    Spaces of any width are ignored, comma and point both part the kopecks. ASCII digits
    only: other scripts' digits, signs, exponents and NaN are refused.
    """
    compact = re.sub(r"\s", "", text)
    if not compact.isascii() or not _AMOUNT.fullmatch(compact):
        raise ValueError(text)
    whole, _, part = compact.replace(",", ".").partition(".")
    minor = int(whole) * 100 + int(part.ljust(2, "0"))
    if minor > MAX_MINOR:
        raise ValueError(text)
    return minor


def divide_half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` rounded half up (R10); both are not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def spread(total: int, weights: list[int]) -> list[int]:
    """Share ``total`` over ``weights`` by largest remainder (R7, R10, E09).

    Whole units that sum to ``total`` exactly; ties go to the earlier place. All
    zeros when there is nothing to share by.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i)
    )
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares
