"""Erasing who asked on paper, with a certificate (R24, E37, M14)."""

import io
import json

import pypdfium2
import pytest
from click.testing import CliRunner

from app.cli_people import people_group
from app.core import db, tenancy
from app.ledger import queries as ledger
from app.ledger import verify
from app.people import actions as people
from app.people import queries
from tests.web.office.conftest import Enter, Office
from tests.world import World, issue_card, sell


def path(world: World) -> str:
    return f"members/{world.coffee.member.member_id}/erase"


def test_e37_it_is_erased_proved_and_elsewhere_untouched(
    office: Office, world: World
) -> None:
    shop, books = world.coffee, world.books
    sell(shop, shop.member, amount_minor=3200_00)
    person_id = shop.member.person_id
    issue_card(books.business_id, books.programme_id, person_id=person_id)
    page = office.get(path(world), status=200)
    assert "160 points are lost" in page.text
    done = page.form(id_="erase").submit(paper="S-9", sure=True, status=303)
    assert done.h1 == "The data is erased"
    body = json.loads(
        office.client.get(done.link("Certificate for programs (JSON)"), status=200).data
    )
    assert (body["cards"], body["points"]) == (1, 160)
    assert body["businesses"] == [shop.name]
    assert "+7916" not in json.dumps(body)
    with tenancy.scope(shop.business_id):
        assert ledger.balance(shop.member.card_id).available == 0
        assert list(verify.verify(shop.business_id)) == []
        db.session().rollback()
    assert queries.person(person_id).phone == "+79161234567"


def test_the_paper_reads_in_both_languages_and_the_file_is_checked(
    office: Office, world: World, tmp_path: object
) -> None:
    done = (
        office.get(path(world))
        .form(id_="erase")
        .submit(paper="S-9", sure=True, status=303)
    )
    paper = office.client.get(done.link("Certificate for printing (PDF)"), status=200)
    text = pypdfium2.PdfDocument(io.BytesIO(paper.data))[0].get_textpage()
    words = text.get_text_range()
    assert "Erasure of personal data" in words
    assert "402-FZ" in words
    file = tmp_path / "certificate.json"
    link = done.link("Certificate for programs (JSON)")
    file.write_bytes(office.client.get(link, status=200).data)
    runner = CliRunner()
    good = runner.invoke(people_group, ["certificate", "verify", str(file)])
    assert good.output.startswith("genuine: ")
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"points": content["points"] + 1}))
    bad = runner.invoke(people_group, ["certificate", "verify", str(file)])
    assert bad.exit_code == 1
    assert "not genuine" in bad.output
    other = link.replace("json", "txt")
    assert office.client.get(other).status == 404
    last = "1" if link.endswith("0.json") else "0"
    assert office.client.get(f"{link[:-6]}{last}.json").status == 410


@pytest.mark.parametrize(
    ("paper", "sure"), [("", True), ("S-9", False), ("9" * 41, True), (" ", True)]
)
def test_without_paper_or_tick_nothing_goes(
    office: Office,
    world: World,
    paper: str,
    sure: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    form = office.get(path(world), status=200).form(id_="erase")
    form.submit(paper=paper, sure=sure, status=422)
    assert queries.person(world.coffee.member.person_id).phone is not None


def test_the_box_is_asked_for_in_the_language_of_the_page(
    office: Office, world: World
) -> None:
    with db.writing():
        people.speak(person_id=world.coffee.owner.person_id, language="ru")
    form = office.get(path(world), status=200).form(id_="erase")
    page = form.submit(paper="S-9", sure=False, status=422)
    assert "Поставьте отметку" in page.text


def test_other_roles(enter: Enter, world: World) -> None:
    assert enter("moderator").get(path(world)).status == 403
