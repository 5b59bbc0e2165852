"""The public page from behind: its address, its picture, and who may find it."""

from app.businesses import queries
from app.core import db, tenancy
from app.core.audit import AuditEntry
from tests.conftest import ADDRESS
from tests.web.office.conftest import Enter, Office


def acts(office: Office) -> list[str]:
    """What the audit trail says of the business."""
    with tenancy.scope(office.shop.business_id):
        found = db.session().query(AuditEntry).order_by(AuditEntry.id).all()
        names = [entry.act for entry in found]
        db.session().rollback()
    return names


def test_it_names_the_address_and_shows_the_picture(office: Office) -> None:
    page = office.get("public-page", status=200)
    assert f"{ADDRESS}/zerno/" in page.text
    picture = page.one("img").attrib["src"]
    assert office.client.get(picture, status=200).data.startswith(b"\x89PNG")


def test_a_page_is_taken_out_of_search_and_put_back(office: Office) -> None:
    form = office.get("public-page", status=200).form(action="/public-page")
    assert form.values["is_listed"]
    assert "Saved" in form.submit(is_listed=False).text
    assert not queries.by_slug("zerno").is_listed
    assert office.client.get("/zerno/").all("meta", name="robots", content="noindex")
    office.client.get("/zerno/sitemap.xml", status=404)
    assert "/zerno/" not in office.client.get("/sitemap.xml", status=200).markup
    form = office.get("public-page", status=200).form(action="/public-page")
    form.submit(is_listed=True, status=303)
    assert not office.client.get("/zerno/").all("meta", name="robots")
    assert acts(office)[-2:] == ["page.unlisted", "page.listed"]


def test_only_managers_decide(enter: Enter) -> None:
    enter("administrator").get("public-page", status=200)
    for role in ("moderator", "cashier"):
        enter(role).get("public-page", status=403)
