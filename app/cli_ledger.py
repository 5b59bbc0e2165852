"""Commands of the books: ``flask ledger verify`` and ``flask ledger seal``."""

import click

from app.businesses import queries as businesses
from app.businesses.queries import BusinessView
from app.coalitions import verify as partners
from app.core import clock, db, tenancy
from app.ledger import seal, verify

BATCH = 5_000


@click.group("ledger")
def ledger_group() -> None:
    """Check and seal the books."""


@ledger_group.command("verify")
@click.option("--business", "slug", help="Only the business of this address.")
@click.option("--head", help="A head that 'seal' printed: it must be in the chain.")
def verify_books(slug: str | None, head: str | None) -> None:
    """Recompute every balance, lot and seal; exit with 1 when something is wrong."""
    kept = _kept(slug, head)
    faults = sum(_verify(business, kept) for business in _chosen(slug))
    if slug is None:
        faults += _verify_partners()
    click.echo(f"faults: {faults}")
    if faults:
        raise click.exceptions.Exit(1)


@ledger_group.command("seal")
@click.option("--business", "slug", help="Only the business of this address.")
def seal_books(slug: str | None) -> None:
    """Seal what was posted since the last time; print each head, to be kept."""
    for business in _chosen(slug):
        sealed = 0
        with tenancy.scope(business.id):
            while True:
                with db.writing():
                    count = seal.seal(business.id, BATCH)
                sealed += count
                if count < BATCH:
                    break
            head = seal.head(business.id)
        shown = head.hex() if head else "-"
        click.echo(f"{business.slug}: {sealed} sealed, head {shown}")


def _chosen(slug: str | None) -> list[BusinessView]:
    found = [each for each in businesses.businesses() if slug in {None, each.slug}]
    if slug is not None and not found:
        raise click.BadParameter(f"there is no business {slug!r}")
    return found


def _kept(slug: str | None, head: str | None) -> bytes | None:
    if head is None:
        return None
    if slug is None:
        raise click.UsageError("--head belongs to one business: add --business")
    try:
        kept = bytes.fromhex(head)
    except ValueError:
        kept = b""
    if len(kept) != seal.CHAIN_BYTES:
        raise click.BadParameter("a head is 64 hexadecimal digits")
    return kept


def _verify_partners() -> int:
    """Print what does not fit between partners; how many faults."""
    faults = 0
    for fault in partners.verify():
        faults += 1
        click.echo(f"partners: {fault.row} {fault.problem}")
    return faults


def _verify(business: BusinessView, head: bytes | None) -> int:
    """Print a business's faults and counts; how many faults."""
    began, faults = clock.seconds(), 0
    with tenancy.scope(business.id):
        for fault in verify.verify(business.id, head):
            faults += 1
            click.echo(f"{business.slug}: {fault.row} {fault.problem}")
        counts = verify.counts(business.id)
    rate = counts.postings / max(clock.seconds() - began, 0.001)
    click.echo(
        f"{business.slug}: {counts.postings} postings, {counts.entries} entries, "
        f"{counts.lots} lots, {counts.seals} seals checked, {rate:,.0f} postings/s"
    )
    return faults
