"""Places on the map, as people paste them."""

import pytest

from app.web.office import coordinates

KREMLIN = (55_755_800, 37_617_300)


@pytest.mark.parametrize(
    "text",
    [
        "55.7558, 37.6173",
        " 55.7558 37.6173 ",
        "55.7558;37.6173",
        "55,7558; 37,6173",
        "55,7558, 37,6173",
        "+55.7558,+37.6173",
        "geo:55.7558,37.6173",
        "https://www.google.com/maps/@55.7558,37.6173,17z",
        "https://www.google.com/maps/place/X/@1.5,2.5,17z/data=!3d55.7558!4d37.6173",
        "https://maps.google.com/?q=55.7558,37.6173",
        "https://www.openstreetmap.org/#map=17/55.7558/37.6173",
        "https://www.openstreetmap.org/?mlat=55.7558&mlon=37.6173#map=5/1/2",
        "https://maps.apple.com/?ll=55.7558,37.6173&q=Coffee",
        "https://yandex.ru/maps/213/moscow/?ll=37.6173%2C55.7558&z=17",
        "https://yandex.ru/maps/?ll=1.5,2.5&whatshere[point]=37.6173,55.7558",
        "https://yandex.ru/maps/?ll=1.5,2.5&pt=37.6173,55.7558",
        "https://2gis.ru/moscow/geo/4504127908731515/37.6173,55.7558",
        "https://2gis.ru/moscow?m=37.6173,55.7558/17",
    ],
)
def test_what_people_paste_is_understood(text: str) -> None:
    assert coordinates.parse(text) == KREMLIN


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-33.8688, 151.2093", (-33_868_800, 151_209_300)),
        ("90, -180", (90_000_000, -180_000_000)),
        ("0 0", (0, 0)),
    ],
)
def test_the_whole_globe(text: str, place: tuple[int, int]) -> None:
    assert coordinates.parse(text) == place
    assert coordinates.parse(coordinates.shown(*place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "90.1, 0",
        "0, 180.5",
        "55.7558",
        "NaN, NaN",
        "1e2, 3",
        "٥٥.٧, ٣٧.٦",
        "Moscow",
        "https://yandex.ru/maps/?text=Coffee",
        "https://example.com/55.7558,37.6173x",
        "55.7558, 37.6173, 12",
        "9" * 5000,
    ],
)
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(coordinates.NoPlace):
        coordinates.parse(text)


def test_no_place_is_shown_as_nothing() -> None:
    assert coordinates.shown(None, None) == ""
