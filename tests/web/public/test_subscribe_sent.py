"""After subscribing: what to do with the letter; the demo shows what it carries."""

from tests.conftest import MakeApp
from tests.page import Client
from tests.web.public.conftest import ADDRESS
from tests.world import World


def test_others_are_led_to_the_form(world: World, client: Client) -> None:
    page = client.get("/zerno/subscribe/sent", status=303)
    assert page.location == "/zerno/subscribe"


def test_no_link_is_shown_where_letters_are_sent(world: World, client: Client) -> None:
    form = client.get("/zerno/subscribe").form(id_="subscribe")
    page = form.submit(email="anna@example.com", consent=True)
    assert "an···@example.com" in page.text
    assert not [a for a in page.all("a") if "/subscribe/" in a.attrib["href"]]


def test_the_demo_leads_all_the_way(world: World, make_app: MakeApp) -> None:
    client = Client(make_app(demo=True), address=ADDRESS)
    form = client.get("/zerno/subscribe").form(id_="subscribe")
    page = form.submit(email="anna@example.com", consent=True)
    page = page.click("Перейти по ссылке из письма")
    assert page.h1 == "Подписаться на новости?"
    page = page.form(button="Подтвердить подписку").submit()
    assert page.h1 == "Вы подписаны"
