"""A post keeps itself while it is written, and its picture is not lost."""

import io
import json
import threading

import pytest

from app.core import db, tenancy
from app.space import actions
from app.space.actions import Content
from app.space.rules import State
from tests.businesses.test_pictures import painted
from tests.form import Form
from tests.web.office.conftest import Office
from tests.web.office.writing import (
    EVENT,
    carried,
    form_of,
    new,
    none_at_all,
    only,
    preview,
)
from tests.world import World


def test_a_draft_keeps_itself(office: Office) -> None:
    form = new(office)
    page = preview(form, title="Half a", text="**bold**")
    assert page.is_fragment
    assert page.status == 200
    assert "The draft is saved" in page.text
    assert page.one("strong").text == "bold"
    assert only(office).title == "Half a"
    # The next answer is still under way: the page does not know its draft yet.
    page = preview(form, title="Half a title")
    assert only(office).title == "Half a title"
    known = {n: carried(page, n) for n in ("post_id", "seen")}
    preview(form, title="A whole title", **known)
    form.submit({"title": "A whole title!"}, button="Publish now", status=303)
    assert (only(office).title, only(office).state) == (
        "A whole title!",
        State.PUBLISHED,
    )


def test_the_button_shows_and_keeps_without_scripts(office: Office) -> None:
    page = preview(new(office, "event"), htmx=False, **EVENT)
    assert page.status == 200
    assert not page.is_fragment
    assert page.one("strong").text == "вслух"
    assert form_of(page).values["title"] == [EVENT["title"]]
    assert only(office).state == State.DRAFT
    form_of(page).submit(button="Publish now", status=303)
    assert only(office).state == State.PUBLISHED


def test_nothing_typed_is_nothing_kept(office: Office) -> None:
    assert preview(new(office)).status == 200
    assert none_at_all(office)


def test_what_is_public_is_only_shown(office: Office) -> None:
    new(office).submit(title="Public", button="Publish now", status=303)
    form = form_of(office.get(f"posts/{only(office).id}"))
    page = preview(form, title="Half typed")
    assert "after you save them" in page.text
    assert "Half typed" in page.text
    assert only(office).title == "Public"


def test_wrong_input_is_not_kept_but_said(office: Office) -> None:
    page = preview(new(office), title="x" * 121)
    assert page.status == 422
    assert "Not saved yet" in page.text
    assert none_at_all(office)


def test_another_window_is_noticed_while_typing(office: Office) -> None:
    new(office).submit(title="First", button="Save the draft", status=303)
    post_id = only(office).id
    form = form_of(office.get(f"posts/{post_id}"))
    with tenancy.scope(office.shop.business_id), db.writing():
        actions.change(post_id=post_id, content=Content(title="Elsewhere"))
    page = preview(form, title="Here")
    assert "changed meanwhile" in page.text
    assert only(office).title == "Elsewhere"


def test_hostile_text_is_shown_as_words(office: Office) -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1)) " + ">" * 5_000
    page = preview(new(office), title="<i>", text=text)
    assert page.all("script") == []
    assert "<script>alert(1)</script>" in page.text


def test_a_picture_is_taken_cropped_and_removed(office: Office) -> None:
    page = new(office).submit(
        title="With a picture",
        file=(io.BytesIO(painted()), "x.png"),
        picture_alt="Red and blue",
        crop_x="0",
        crop_zoom="200",
        button="Publish now",
        status=303,
    )
    post = only(office)
    assert post.picture is not None
    assert post.picture.crop == "0-50-200"
    shown = page.one("img", alt="Red and blue")
    office.client.get(shown.attrib["src"], status=200)
    form_of(page).submit(title="Another title", button="Save the changes", status=303)
    assert only(office).picture == post.picture
    form_of(office.get(f"posts/{post.id}")).submit(
        no_picture=True, button="Save the changes", status=303
    )
    assert only(office).picture is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"GIF89a", "not a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a JPEG"),
        (painted(6000, 5000), "too large"),
    ],
    ids=["another kind", "a drawing", "pixels"],
)
def test_a_bad_picture_changes_nothing(
    office: Office, data: bytes, message: str
) -> None:
    form = new(office)
    page = form.submit(
        title="Kept", file=(io.BytesIO(data), "x.png"), button="Publish now", status=422
    )
    assert message in form_of(page).errors
    assert form_of(page).values["title"] == ["Kept"]
    assert none_at_all(office)


def test_a_picture_outlives_an_error(office: Office) -> None:
    page = new(office).submit(
        file=(io.BytesIO(painted()), "x.png"), button="Publish now", status=422
    )
    assert page.all("img", width="960")
    form_of(page).submit(title="Now", button="Publish now", status=303)
    assert only(office).picture is not None


def test_an_upload_is_not_lost_to_what_was_typed_before_it(office: Office) -> None:
    form = new(office)
    preview(form, title="Typing")
    data = {n: v[0] for n, v in form.values.items()} | {"title": "Typing"}
    upload = data | {"do": "preview", "file": (io.BytesIO(painted()), "x.png")}
    page = form.send(
        "POST",
        form.action,
        data=upload,
        htmx=True,
        content_type="multipart/form-data",
    )
    assert page.all("img")
    # Typed before the upload's answer came: it carries no picture.
    page = preview(form, title="Typing on")
    assert page.all("img")
    assert only(office).picture is not None
    assert preview(form, title="Typing on", no_picture="y").all("img") == []
    assert only(office).picture is None


def test_a_picture_of_another_business_is_not_taken(
    office: Office, world: World
) -> None:
    with tenancy.scope(world.books.business_id), db.writing():
        from app.businesses import pictures  # noqa: PLC0415

        foreign = pictures.keep(pictures.read(painted()))
    new(office).submit(
        title="Sly", picture=str(foreign), button="Save the draft", status=303
    )
    assert only(office).picture is None


# --- At the same moment --------------------------------------------------------------


def at_once(office: Office, form: Form, bodies: list[dict[str, str]]) -> list[int]:
    """Send several at the same moment, each from a browser of its own; the statuses."""
    barrier = threading.Barrier(len(bodies))
    statuses: list[int] = []

    def send(body: dict[str, str]) -> None:
        browser = office.client.another(language="en")
        with office.client.app.app_context():
            browser.sign_in(office.shop.owner.person_id)
            page = browser.get(office.url("posts/new"))
            token = page.one("body").attrib["hx-headers:inherited"]
            headers = json.loads(token)
            barrier.wait()
            statuses.append(browser.post(form.action, body, headers=headers).status)

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_of_several_windows_at_once_one_wins(office: Office) -> None:
    new(office).submit(title="First", button="Save the draft", status=303)
    post_id = only(office).id
    forms = [form_of(office.get(f"posts/{post_id}")) for _ in range(4)]
    bodies = [
        {name: given[0] for name, given in form.values.items() if name != "csrf_token"}
        | {"title": f"Window {number}", "do": "save"}
        for number, form in enumerate(forms)
    ]
    assert at_once(office, forms[0], bodies) == [303, 422, 422, 422]
    assert only(office).title.startswith("Window")


def test_one_page_makes_one_draft_also_at_once(office: Office) -> None:
    form = new(office)
    body = {n: v[0] for n, v in form.values.items() if n != "csrf_token"}
    body |= {"title": "Typed fast", "do": "preview"}
    assert set(at_once(office, form, [body] * 4)) <= {200, 409}
    assert only(office).title == "Typed fast"
