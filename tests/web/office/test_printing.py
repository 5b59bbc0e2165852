"""The poster: its code leads to joining and says where it hangs."""

from io import BytesIO

import pypdfium2
import pytest

from app.businesses import queries as businesses
from app.core import db
from app.wallet.posters import LinkTooLong, join_poster
from passes import barcode
from tests.web.office.conftest import Office
from tests.world import World


def codes_on(pdf: bytes) -> list[str]:
    """What a camera reads from the first page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=2).to_pil()
    out = BytesIO()
    picture.save(out, "PNG")
    return barcode.read(out.getvalue())


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("source", ["poster", "table"])
def test_the_poster_s_code_leads_to_joining(
    office: Office, source: str, language: str
) -> None:
    page = office.get(f"printing?source={source}&language={language}", status=200)
    link = f"https://tessera.test/zerno/join?s={source}"
    assert link in page.text
    answer = office.client.get(page.link("Download: Poster"), status=200)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"zerno-{source}-{language}.pdf" in answer.headers["Content-Disposition"]
    assert codes_on(answer.data) == [link]


@pytest.mark.parametrize(
    ("kind", "source", "size"),
    [
        ("poster", "poster", (210, 297)),
        ("tent-a5", "table", (210, 297)),
        ("tent-a6", "table", (148, 210)),
        ("sticker", "till", (100, 100)),
    ],
)
def test_each_kind_has_its_own_code_and_size(
    office: Office, kind: str, source: str, size: tuple[int, int]
) -> None:
    form = office.get("printing", status=200).form(action="/printing")
    page = form.submit(kind=kind, status=200)
    link = f"https://tessera.test/zerno/join?s={source}"
    assert page.one("a", id="link").attrib["href"] == link
    plain = office.client.get(page.link("Download:"), status=200).data
    assert set(codes_on(plain)) == {link}
    width, height = pypdfium2.PdfDocument(plain)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == size
    if kind != "poster":
        press = office.client.get(page.link("bleed and crop marks"), status=200).data
        assert pypdfium2.PdfDocument(press)[0].get_size()[0] > width
        assert set(codes_on(press)) == {link}


def test_a_poster_is_a4(office: Office) -> None:
    answer = office.get("printing/poster.pdf", status=200)
    width, height = pypdfium2.PdfDocument(answer.data)[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_the_choice_is_made_by_a_form(office: Office) -> None:
    form = office.get("printing", status=200).form(action="/printing")
    page = form.submit(source="till", language="en", status=200)
    assert "join?s=till" in page.text
    assert page.form(action="/printing").values["language"] == ["en"]


@pytest.mark.parametrize(
    "query", ["source=moon", "language=xx", "source=%00", "kind=wall"]
)
def test_a_place_or_language_that_is_none_is_not_found(
    office: Office, query: str
) -> None:
    assert office.get(f"printing?{query}").status == 404
    assert office.get(f"printing/poster.pdf?{query}").status == 404


def test_joins_are_counted_by_the_poster_s_place(office: Office, world: World) -> None:
    link = office.get("printing?source=window", status=200).one("a", id="link")
    guest = office.client.another(language="en")
    form = guest.get(link.attrib["href"], status=200).form(action="/join")
    assert form.values["source"] == ["window"]


def test_a_link_too_long_for_a_poster_is_refused(world: World) -> None:
    business = businesses.by_id(world.coffee.business_id)
    db.session().rollback()
    url = "https://example.com/" + "x" * 1500
    with pytest.raises(LinkTooLong):
        join_poster(business, url=url, spoken_link="example.com", language="ru")
