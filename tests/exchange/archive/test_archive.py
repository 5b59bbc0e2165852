"""Everything along, and everything back: equal balances, an equal look, one chain."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.businesses import actions as businesses
from app.core import clock, db, tenancy
from app.core.config import Config
from app.core.outbox import OutboxRow
from app.exchange.archive import contents, folder, making, orders, reading
from app.ledger import queries as ledger
from app.ledger import verify
from app.onboarding import samples, steps
from app.people import actions as people
from app.people import photos
from app.people.models import Person
from app.programmes import actions as programmes
from app.programmes.kinds.points import PointsRules
from app.reviews import queries as reviews
from app.space.models import Post
from tests.conftest import Database
from tests.exchange.archive.conftest import written
from tests.onboarding import wishes
from tests.reviews import saying
from tests.space import talk
from tests.world import Shop, World, issue_card, sell


def rows(business_id: int) -> dict[str, list[Any]]:
    """Every row of a business, as an archive has it."""
    with tenancy.scope(business_id):  # type: ignore[arg-type]
        found = {
            name: [
                contents.encoded(name, row)
                for row in contents.batch(
                    contents.rows(name, business_id), name, after=0, limit=10_000
                )
            ]
            for name in contents.mappers()
        }
    db.session().rollback()
    return found


def test_everything_comes_back_as_it_was(
    busy: Shop, config: Config, database: Database
) -> None:
    _, path = written(busy, config)
    with tenancy.scope(busy.business_id):
        stood = ledger.balance(busy.member.card_id)
    before = rows(busy.business_id)
    database.load("empty")
    report = reading.restore(path)
    assert rows(busy.business_id) == before
    assert report.slug == busy.slug
    with tenancy.scope(busy.business_id):
        assert ledger.balance(busy.member.card_id) == stood
        assert list(verify.verify(busy.business_id)) == []


def test_photos_of_guests_are_files_and_come_back(
    busy: Shop, config: Config, database: Database
) -> None:
    photo_id = saying.door_ids(busy)["photo_id"]
    with tenancy.scope(busy.business_id):
        pixels = photos.data(photo_id)
    db.session().rollback()
    _, path = written(busy, config)
    with zipfile.ZipFile(path) as archive:
        assert archive.read(f"photos/{photo_id}") == pixels
        assert b'"data"' not in archive.read("tables/photos.jsonl")
    database.load("empty")
    reading.restore(path)
    with tenancy.scope(busy.business_id):
        assert photos.data(photo_id) == pixels
        assert reviews.rating().count == 1


def test_life_goes_on_after_an_import(
    busy: Shop, config: Config, database: Database
) -> None:
    """New rows follow the old ids, and the books still verify."""
    _, path = written(busy, config)
    database.load("empty")
    reading.restore(path)
    new = issue_card(busy.business_id, busy.programme_id, phone="+79160000002")
    sell(busy, new, amount_minor=700_00)
    sell(busy, busy.member, amount_minor=700_00, points=10)
    with tenancy.scope(busy.business_id):
        assert ledger.balance(new.card_id).available == 35
        assert list(verify.verify(busy.business_id)) == []


def test_what_waits_for_its_day_comes_true_after_an_import(
    busy: Shop, config: Config, database: Database
) -> None:
    """Subscribers hear of a post that was scheduled; passes of rules that begin."""
    at = clock.now() + timedelta(days=2)
    talk.publish(busy, title="Сегодня")
    post_id = talk.publish(busy, title="Завтра")
    with tenancy.scope(busy.business_id), db.writing():
        db.session().get_one(Post, post_id).published_at = at
        programmes.change_rules(
            programme_id=busy.programme_id,
            rules=PointsRules(rate_basis_points=700),
            starts_at=at,
            actor="system",
        )
    _, path = written(busy, config)
    database.load("empty")
    reading.restore(path)
    found = db.session().scalars(select(OutboxRow).where(OutboxRow.due_at == at))
    waiting = {row.fact: row.payload for row in found}
    assert set(waiting) == {"PostPublished", "ProgrammeChanged"}
    assert waiting["PostPublished"]["post_id"] == post_id


def test_samples_that_came_along_can_be_taken_away(
    app: Flask, config: Config, database: Database
) -> None:
    """First steps and samples hang on the registration, so it comes along too."""
    founded = wishes.found(app)
    with tenancy.scope(founded.business_id):
        with db.writing():
            businesses.open_outlet(code="1", name="1", address="", zone="Europe/Moscow")
        with db.writing():
            assert samples.make() == 6
            archive_id = orders.place(staff_id=None)
    making.send(config)
    path = folder.file(config, founded.business_id, archive_id)
    database.load("empty")
    reading.restore(path)
    with tenancy.scope(founded.business_id):
        assert steps.steps()
        with db.writing():
            assert samples.remove() == 6
        assert samples.count() == 0
        assert list(verify.verify(founded.business_id)) == []


def test_nothing_of_another_business_is_in_it(
    world: World, busy: Shop, config: Config
) -> None:
    sell(world.books, world.books.member, amount_minor=500_00)
    _, path = written(busy, config)
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Margin" not in everything
    assert b"+447700900123" not in everything
    assert b"+79161234567" in everything


def test_a_stranger_s_contact_stays_behind(
    world: World, busy: Shop, config: Config, database: Database
) -> None:
    """Who only comments here is a guest of another business, and gave it to that one."""
    with db.writing():
        people.rename(person_id=world.books.member.person_id, name="Ophelia")
    talk.comment(busy, talk.publish(busy), world.books.member.person_id, "Nice.")
    _, path = written(busy, config)
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Nice." in everything
    assert b"+447700900123" not in everything
    assert b"Ophelia" not in everything
    database.load("empty")
    assert reading.restore(path).slug == busy.slug


def test_an_archive_is_one_moment(
    busy: Shop, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sale in the middle of writing is in none of the tables."""
    told: list[int] = []
    monkeypatch.setattr(making, "TELL_EVERY", making.TELL_EVERY * 0)
    tell = making._tell

    def tell_and_sell(*values: Any) -> None:
        tell(*values)
        if len(told) < 3:
            told.append(1)
            sell(busy, busy.member, amount_minor=900_00)

    monkeypatch.setattr(making, "_tell", tell_and_sell)
    before = len(rows(busy.business_id)["receipts"])
    _, path = written(busy, config)
    with zipfile.ZipFile(path) as archive:
        receipts = archive.read("tables/receipts.jsonl").splitlines()
        manifest = json.loads(archive.read("manifest.json"))
    assert told == [1, 1, 1]
    assert len(receipts) == before == manifest["files"]["tables/receipts.jsonl"]["rows"]
    assert manifest["ledger"]["entries"] == 0


def test_the_tables_for_people_say_what_the_books_say(
    busy: Shop, config: Config
) -> None:
    with db.writing():
        db.session().get_one(Person, busy.member.person_id).name = "=1+1"
    _, path = written(busy, config)
    with zipfile.ZipFile(path) as archive:
        text = archive.read("members.csv").decode("utf-8-sig")
        movements = archive.read("movements.csv").decode("utf-8-sig").splitlines()
        readme = archive.read("README.md").decode()
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    with tenancy.scope(busy.business_id):
        stands = ledger.balance(busy.member.card_id)
    (mine,) = [line for line in lines if line["card_number"] == busy.member.number]
    assert mine["available_points"] == str(stands.available)
    assert mine["name"] == "'=1+1"
    assert len(movements) == len(rows(busy.business_id)["postings"]) + 1
    for name in contents.mappers():
        assert f"### {name}\n" in readme


def test_every_table_is_in_or_stays_behind_for_a_reason() -> None:
    known = set(db.Base.metadata.tables)
    assert known - set(contents.mappers()) == set(contents.LEFT_OUT)
    assert all(contents.LEFT_OUT.values())


def spoiled(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The archive with some of its files changed."""
    other = path.with_name("spoiled.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return other


def resigned(
    change: Callable[[dict[str, Any]], None], table: str
) -> Callable[..., bytes]:
    """Change the rows of a table and make the manifest fit: a forger's archive."""
    import hashlib  # noqa: PLC0415 - the forger's tool

    made: dict[str, str] = {}

    def forge(name: str, data: bytes) -> bytes:
        if name == f"tables/{table}.jsonl":
            lines = [json.loads(line) for line in data.splitlines()]
            for line in lines:
                change(line)
            data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
            made["sha256"] = hashlib.sha256(data).hexdigest()
        if name == "manifest.json":
            manifest = json.loads(data)
            manifest["files"][f"tables/{table}.jsonl"].update(made)
            data = json.dumps(manifest).encode()
        return data

    return forge


def more(line: dict[str, Any]) -> None:
    """A hundred points that nobody earned."""
    for name in ("amount", "remaining", "balance"):
        if name in line and line.get("kind", "points") == "points":
            line[name] += 100


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: data + b" " if name == "tables/lots.jsonl" else data,
        lambda name, data: b"{}" if name == "manifest.json" else data,
        resigned(more, "lots"),
        resigned(more, "accounts"),
        resigned(more, "entries"),
        resigned(lambda line: line.pop("slug"), "businesses"),
        resigned(lambda line: line.update(id="x"), "members"),
        resigned(lambda line: line.update(person_id=999), "members"),
    ],
    ids=["a byte", "manifest", "lots", "accounts", "entries", "column", "id", "person"],
)
def test_a_changed_archive_changes_nothing(
    busy: Shop, config: Config, database: Database, change: Callable[..., bytes]
) -> None:
    _, path = written(busy, config)
    database.load("empty")
    with pytest.raises((reading.DamagedArchive, reading.NotAnArchive)):
        reading.restore(spoiled(path, change))
    assert db.session().execute(select(Person.id)).first() is None


def test_only_an_empty_system_takes_an_archive(busy: Shop, config: Config) -> None:
    _, path = written(busy, config)
    with pytest.raises(reading.NotEmpty):
        reading.restore(path)


def test_another_version_is_told_apart(
    busy: Shop, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = written(busy, config)
    monkeypatch.setattr(db, "newest_revision", lambda: "9999")
    with pytest.raises(reading.OtherVersion):
        reading.restore(path)


def test_what_is_no_archive_is_told(tmp_path: Path, app: Flask) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(reading.NotAnArchive):
        reading.restore(path)


def test_the_command_says_what_came_back(
    busy: Shop, config: Config, database: Database
) -> None:
    _, path = written(busy, config)
    runner = database.app.test_cli_runner()
    refused = runner.invoke(args=["import", "archive", str(path)])
    assert refused.exit_code == 1
    assert "empty system only" in refused.output
    database.load("empty")
    result = runner.invoke(args=["import", "archive", str(path)])
    assert result.exit_code == 0, result.output
    assert "/zerno/ is back" in result.output
    assert "The books verify" in result.output
