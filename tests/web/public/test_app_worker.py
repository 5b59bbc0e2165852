"""The worker behind the card."""

import json
import re

from tests.page import Client
from tests.world import World

WORKER = "/zerno/card/worker.js"


def test_it_answers_for_the_card_alone_and_is_asked_for_anew(
    client: Client, world: World
) -> None:
    answer = client.get(WORKER, status=200)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/zerno/card"


def test_every_file_that_it_keeps_is_there(client: Client, world: World) -> None:
    script = client.get(WORKER, status=200).answer.get_data(as_text=True)
    found = re.search(r"self\.shell = (\{.*\});", script)
    assert found is not None
    shell = json.loads(found[1])
    imported = re.search(r'importScripts\("(.*)"\)', script)
    assert imported is not None
    for path in (*shell["files"], imported[1], shell["icon"]):
        client.get(path, status=200)


def test_it_is_the_same_for_everybody(client: Client, world: World) -> None:
    """So nobody is asked to update because somebody else signed in."""
    before = client.get(WORKER).answer.data
    client.sign_in(world.coffee.member.person_id)
    assert client.get(WORKER).answer.data == before
