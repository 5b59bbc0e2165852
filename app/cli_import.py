"""``flask import purchases | cards | archive``: bring in what is there already."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.businesses import queries as businesses
from app.core import clock, locales, tenancy
from app.core.errors import AppError
from app.core.ids import ProgrammeId
from app.exchange import actions, files, plastic
from app.exchange.actions import Progress
from app.exchange.archive import reading
from app.exchange.columns import ColumnMap
from app.programmes import queries as programmes

import_group = AppGroup("import", help="Bring data in.")


class ColumnMapType(click.ParamType[ColumnMap]):
    """``member=household_id,time=…`` as an option."""

    name = "field=column,…"

    def convert(
        self,
        value: str | ColumnMap,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> ColumnMap:
        """Read the map, or fail with the names that are not known."""
        if isinstance(value, ColumnMap):
            return value
        try:
            return ColumnMap.parse(value)
        except ValueError as problem:
            self.fail(f"unknown field: {problem}", param, ctx)


@import_group.command("purchases")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--business", "slug", required=True, help="Address of the business.")
@click.option("--columns", "column_map", type=ColumnMapType(), default=ColumnMap())
def import_purchases(file: Path, slug: str, column_map: ColumnMap) -> None:
    """Book the receipts of FILE (.csv or .parquet), each at its own time.

    Columns: member, time, outlet, receipt, item, quantity, sum; other names by
    --columns member=household_id,time=transaction_timestamp. A killed import goes on
    where it stood when it is started again.
    """
    started = clock.seconds()
    try:
        business = businesses.by_slug(slug)
        with tenancy.scope(business.id):
            ended = actions.import_purchases(
                path=file,
                business=business,
                programme_id=programmes.default_programme().id,
                column_map=column_map,
                workdir=current_app.extensions["tessera_config"].data_dir / "imports",
                on_rows=_row_bar(file),
                on_receipts=_receipt_bar,
            )
    except AppError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if ended.was_done_before:
        click.echo("This file was imported before; nothing was changed.")
    seconds = clock.seconds() - started
    click.echo(
        f"{ended.booked} of {ended.receipts} receipts booked, "
        f"{ended.refused_rows} rows refused, {seconds:.0f} s"
    )
    if ended.refused_rows:
        click.echo(f"Refused rows with their reasons: {file.name}.refused.csv")


@import_group.command("archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_archive(file: Path) -> None:
    """Bring the business in FILE (.zip, from its office) into this empty system."""
    try:
        report = reading.restore(
            file, lambda name, rows: click.echo(f"  {name}: {rows}") if rows else None
        )
    except AppError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(
        f"/{report.slug}/ is back: {report.rows} rows, {report.pictures} pictures, "
        f"{report.points} points owed, {report.debt} points of debt. The books verify."
    )


@import_group.command("cards")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--business", "slug", required=True, help="Address of the business.")
@click.option("--programme", "name", help="Name of the card; the default one without.")
def import_cards(file: Path, slug: str, name: str | None) -> None:
    """Take in the numbers of FILE (.csv or .parquet), so that old plastic is scanned.

    Columns: number; and external_id, name, points where they are known. Numbers are
    kept exactly as they are. The same file may be imported again.
    """
    try:
        business = businesses.by_slug(slug)
        with tenancy.scope(business.id), locales.speaking("en"):
            report = plastic.import_cards(
                path=file,
                business=business,
                programme_id=_programme(name),
                on_rows=_row_bar(file),
            )
            lines = [f"line {each.line}: {each.words}" for each in report.refused]
    except AppError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(
        f"{report.added} numbers added, {report.known} were here before, "
        f"{len(lines)} rows refused"
    )
    for line in lines:
        click.echo(line)


def _programme(name: str | None) -> ProgrammeId:
    """The programme of that name; raises ProgrammeNotFound."""
    if name is None:
        return programmes.default_programme().id
    for each in programmes.programmes():
        if each.name == name:
            return each.id
    raise programmes.ProgrammeNotFound


def _row_bar(file: Path) -> Progress:
    return _bar("Reading", "rows", files.count(file), done=0)


def _receipt_bar(done: int, total: int) -> Progress:
    return _bar("Booking", "receipts", total, done=done)


def _bar(label: str, noun: str, total: int, *, done: int) -> Progress:
    """A bar with its position and time left, and the rate beside it."""
    started, count = clock.seconds(), 0

    def rate(_: object) -> str:
        return f"{count / max(clock.seconds() - started, 0.001):,.0f} {noun}/s"

    bar = click.progressbar(
        length=total, label=label, show_pos=True, item_show_func=rate
    )
    bar.update(done, noun)

    def move(step: int) -> None:
        nonlocal count
        count += step
        bar.update(step, noun)
        if bar.pos >= total:
            bar.render_finish()

    return move
