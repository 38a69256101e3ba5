"""The colours of the pages can be read by everyone, in light and in dark."""

from __future__ import annotations

import re

import pytest
from tests.conftest import CHECKOUT

SHEET = (CHECKOUT / "src" / "web" / "css" / "tokens.css").read_text(encoding="utf-8")


def colours(selector: str) -> dict[str, str]:
    """The colours that a rule of the sheet gives; those of light where it gives none."""
    found: dict[str, str] = {}
    for rule in (":root {", selector):
        body = SHEET.partition(rule)[2].partition("}")[0]
        found.update(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", body))
    return found


SCHEMES = {
    "light": colours(":root {"),
    "dark by preference": colours(':root:not([data-theme="light"]) {'),
    "dark by choice": colours(':root[data-theme="dark"] {'),
}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "surface", 7),
        ("ink", "accent-soft", 7),
        ("ink", "mark", 7),
        ("ink-soft", "paper", 7),
        ("ink-soft", "surface", 4.5),
        ("accent", "paper", 7),
        ("accent", "surface", 4.5),
        ("accent", "accent-soft", 4.5),
        ("rule-strong", "paper", 3),
    ],
)
def test_what_must_be_seen_stands_out(scheme: str, front: str, back: str, least: float) -> None:
    assert contrast(SCHEMES[scheme][front], SCHEMES[scheme][back]) >= least


def test_dark_is_the_same_by_choice_and_by_preference() -> None:
    assert SCHEMES["dark by choice"] == SCHEMES["dark by preference"]
    assert SCHEMES["dark by choice"] != SCHEMES["light"]
