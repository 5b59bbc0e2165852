"""For whom a programme is and where its cards are taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select

from app.businesses.models import Outlet
from app.core import audit, db, errors, outbox, tenancy
from app.core.errors import NotFound
from app.core.ids import GroupId, OutletId, ProgrammeId
from app.people.audiences import GroupNotFound
from app.people.models import Group, GroupMember
from app.programmes import actions
from app.programmes.events import ProgrammeChanged
from app.programmes.kinds.registry import SOLD
from app.programmes.models import Programme, ProgrammeGroup, ProgrammeOutlet
from app.programmes.queries import ProgrammeNotFound


class NoAudience(errors.Refused):
    """A programme for groups needs one at least."""

    code = "programme_without_audience"
    sentence = "Choose at least one group, or let the card be for everybody."


@dataclass(frozen=True)
class Audience:
    """For whom a programme is, and where.

    ``group_ids`` count only while it is not for everyone; ``outlet_ids`` empty means
    every outlet.
    """

    is_for_everyone: bool
    group_ids: frozenset[GroupId]
    outlet_ids: frozenset[OutletId]

    def has(self, group_ids: Iterable[GroupId]) -> bool:
        """Whether a member of these groups belongs to it."""
        return self.is_for_everyone or not self.group_ids.isdisjoint(group_ids)

    def is_taken_at(self, outlet_id: OutletId) -> bool:
        """Whether its cards are taken at an outlet."""
        return not self.outlet_ids or outlet_id in self.outlet_ids


def choose(
    *,
    programme_id: ProgrammeId,
    is_for_everyone: bool,
    group_ids: Sequence[GroupId] = (),
    outlet_ids: Sequence[OutletId] = (),
) -> None:
    """Decide for whom a programme is and where its cards are taken.

    Cards that were issued stay. Raises NoAudience, LastProgramme, ProgrammeNotFound,
    GroupNotFound, and NotFound for an outlet that is not of this business.
    """
    programme = actions.locked(programme_id)
    groups = () if is_for_everyone else tuple(dict.fromkeys(group_ids))
    outlets = tuple(dict.fromkeys(outlet_ids))
    if not is_for_everyone and not groups:
        raise NoAudience
    if not is_for_everyone:
        actions.keep_one_for_everybody(programme)
    _check(Group, groups, GroupNotFound)
    _check(Outlet, outlets, NotFound)
    before = audience(programme_id)
    after = Audience(is_for_everyone, frozenset(groups), frozenset(outlets))
    if after == before:
        return
    programme.is_for_everyone = is_for_everyone
    db.session().flush()
    _replace(ProgrammeGroup, programme_id, "group_id", groups)
    _replace(ProgrammeOutlet, programme_id, "outlet_id", outlets)
    audit.note(
        "programme.audience_changed",
        subject=f"programme:{programme_id}",
        before=_plain(before),
        after=_plain(after),
    )
    outbox.record(
        ProgrammeChanged(business_id=tenancy.current(), programme_id=programme_id)
    )


def audience(programme_id: ProgrammeId) -> Audience:
    """For whom one programme is; raises ProgrammeNotFound."""
    found = audiences().get(programme_id)
    if found is None:
        raise ProgrammeNotFound
    return found


def audiences() -> dict[ProgrammeId, Audience]:
    """For whom each programme of the business in scope is. Three statements."""
    session = db.session()
    groups: dict[int, set[int]] = {}
    outlets: dict[int, set[int]] = {}
    for row in session.execute(
        select(ProgrammeGroup.programme_id, ProgrammeGroup.group_id)
    ):
        groups.setdefault(row[0], set()).add(row[1])
    for row in session.execute(
        select(ProgrammeOutlet.programme_id, ProgrammeOutlet.outlet_id)
    ):
        outlets.setdefault(row[0], set()).add(row[1])
    return {
        ProgrammeId(row.id): Audience(
            row.is_for_everyone,
            frozenset(GroupId(each) for each in groups.get(row.id, ())),
            frozenset(OutletId(each) for each in outlets.get(row.id, ())),
        )
        for row in session.execute(select(Programme.id, Programme.is_for_everyone))
    }


def programmes_of(group_id: GroupId) -> list[ProgrammeId]:
    """The open programmes that are for a group."""
    found = db.session().scalars(
        select(Programme.id)
        .join(ProgrammeGroup, ProgrammeGroup.programme_id == Programme.id)
        .where(
            ProgrammeGroup.group_id == group_id,
            Programme.is_open,
            ~Programme.is_for_everyone,
            Programme.kind.not_in(SOLD),
        )
        .order_by(Programme.position, Programme.id)
    )
    return [ProgrammeId(programme_id) for programme_id in found]


def is_entitled(
    business_id: Any, programme_id: Any, member_id: Any
) -> ColumnElement[bool]:
    """A predicate, for larger statements: a member belongs to a programme's audience.

    The arguments are columns or parameters. Plain tables, and the business is named, so
    that it may stand in statements that the guard does not see.
    """
    programmes = Programme.__table__.alias("meant")
    links = ProgrammeGroup.__table__.alias("meant_for")
    entries = GroupMember.__table__.alias("belongs")
    everyone = exists().where(
        programmes.c.business_id == business_id,
        programmes.c.id == programme_id,
        programmes.c.is_for_everyone,
    )
    in_a_group = exists().where(
        links.c.business_id == business_id,
        links.c.programme_id == programme_id,
        entries.c.business_id == business_id,
        entries.c.group_id == links.c.group_id,
        entries.c.member_id == member_id,
    )
    return or_(everyone, in_a_group)


def is_taken(
    business_id: Any, programme_id: Any, outlet_id: Any
) -> ColumnElement[bool]:
    """A predicate, for larger statements: an outlet takes a programme's cards."""
    places = ProgrammeOutlet.__table__.alias("taken_at")
    of_programme = (
        places.c.business_id == business_id,
        places.c.programme_id == programme_id,
    )
    return or_(
        ~exists().where(*of_programme),
        exists().where(*of_programme, places.c.outlet_id == outlet_id),
    )


def _check(
    model: type[Group | Outlet], wanted: Sequence[int], missing: type[NotFound]
) -> None:
    """Refuse ids that are not of this business."""
    if wanted:
        found = db.session().scalars(select(model.id).where(model.id.in_(wanted)))
        if set(found) != set(wanted):
            raise missing


def _replace(
    model: type[ProgrammeGroup | ProgrammeOutlet],
    programme_id: ProgrammeId,
    name: str,
    wanted: Sequence[int],
) -> None:
    session = db.session()
    session.execute(delete(model).where(model.programme_id == programme_id))
    if wanted:
        session.execute(
            insert(model),
            [
                {
                    "business_id": tenancy.current(),
                    "programme_id": programme_id,
                    name: each,
                }
                for each in wanted
            ],
        )


def _plain(audience: Audience) -> dict[str, object]:
    return {
        "is_for_everyone": audience.is_for_everyone,
        "groups": sorted(audience.group_ids),
        "outlets": sorted(audience.outlet_ids),
    }
