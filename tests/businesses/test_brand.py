"""Two colours make a readable brand, whichever they are."""

import pytest

from app.businesses import brand
from app.businesses.brand import BadColour, contrast, palette, stylesheet
from app.wallet.brands import colours_of
from passes import motif

HARD = (
    *("#ff0000", "#ffff00", "#e91e63", "#767676", "#808080", "#7f7f7f", "#fefefe"),
    *("#010101", "#00ff00", "#0000ff", "#00ffff", "#ff8c00", "#f4b6c6", "#8a8377"),
    *("#1f4b3f", "#5d7fa3"),
)
PAPERS = ("#f5f3ee", "#fffefb", "#ebe8e0")
NIGHTS = ("#131211", "#1d1b19")


def test_there_are_sixteen() -> None:
    assert len(set(HARD)) == 16


@pytest.mark.parametrize("colour", HARD)
@pytest.mark.parametrize("accent", ["", "#d8b46a"])
def test_everything_with_words_can_be_read(colour: str, accent: str) -> None:
    """The card from end to end, its badge, brand buttons; links by day and by night."""
    p = palette(colour, accent)
    assert p.on_brand in {"#ffffff", "#000000"}
    assert contrast(p.on_brand, p.brand) >= 4.5
    assert contrast(p.on_brand, p.brand_deep) >= 4.5
    assert contrast(p.text_on_paper, PAPERS[0]) >= 4.5
    assert contrast(p.text_on_paper, PAPERS[1]) >= 4.5
    assert all(contrast(p.text_on_night, night) >= 4.5 for night in NIGHTS)


@pytest.mark.parametrize("colour", HARD)
def test_words_on_passes_and_paper_can_be_read(colour: str) -> None:
    colours = colours_of(palette(colour, ""))
    tones = motif.shades(colours.background, colours.foreground)
    for tone in ("#{:02x}{:02x}{:02x}".format(*tone) for tone in tones):
        assert contrast(colours.foreground, tone) >= 4.5, tone


@pytest.mark.parametrize("colour", HARD)
def test_a_computed_pattern_is_seen(colour: str) -> None:
    p = palette(colour, "")
    assert contrast(p.accent, p.brand) >= 2.0


@pytest.mark.parametrize(
    "wrong",
    ["", "red", "#fff", "#fff;}body{", "javascript:1", "#１f4b3f", "#1f4b3f\n"],
)
def test_only_hex_colours_are_colours(wrong: str) -> None:
    with pytest.raises(BadColour):
        stylesheet(wrong, "#000000")
    if wrong:
        with pytest.raises(BadColour):
            stylesheet("#000000", wrong)


def test_a_stylesheet_sets_variables_only() -> None:
    sheet = stylesheet("#1F4B3F", "")
    assert sheet.count("{") == 2
    assert "--brand: #1f4b3f" in sheet
    assert brand.stylesheet_hash("#1F4B3F", "") != brand.stylesheet_hash("#1f4b40", "")
