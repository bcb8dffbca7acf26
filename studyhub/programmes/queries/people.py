"""For whom a programme is: of one person, and as a condition on many."""

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from studyhub.organisation.models import Appointment, HeldDuty, Membership, Unit
from studyhub.organisation.rules import Duty, MemberKind, Role, UnitRef
from studyhub.programmes.models import Programme
from studyhub.programmes.rules import Audience, Person

_IS_SECRETARY = (
    exists()
    .where(
        Appointment.member_id == Membership.member_id,
        Appointment.role == Role.SECRETARY,
        Appointment.ended_at.is_(None),
    )
    .correlate(Membership)
)


def find_person(session: Session, member_id: int) -> Person | None:
    """What decides which programmes are for a member; None for who belongs to no branch. One statement."""
    rows = session.execute(
        select(
            Unit.id, Unit.name, Unit.path, Membership.kind, HeldDuty.duty, _IS_SECRETARY.label("is_secretary")
        )
        .select_from(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .outerjoin(HeldDuty, HeldDuty.membership_id == Membership.id)
        .where(Membership.member_id == member_id, Membership.ended_on.is_(None))
    ).all()
    if not rows:
        return None
    duties = {row.duty for row in rows if row.duty is not None}
    if rows[0].is_secretary:
        duties.add(Duty.SECRETARY)
    return Person(UnitRef(*rows[0][:3]), rows[0].kind, frozenset(duties))


def audience_of(programme: Programme) -> Audience:
    """For whom a programme is."""
    return Audience(
        frozenset(map(MemberKind, programme.kinds)),
        frozenset(map(Duty, programme.duties)),
        frozenset(programme.branch_ids),
    )


def members_of(audience: Audience, path: str) -> list[ColumnElement[bool]]:
    """The conditions on Membership and Unit under which somebody is meant by a programme of the node at `path`."""
    return [
        Membership.ended_on.is_(None),
        Unit.path.startswith(path, autoescape=True),
        _condition(audience),
    ]


def _condition(audience: Audience) -> ColumnElement[bool]:
    """What Audience.includes says, on Membership and Unit."""
    people: list[ColumnElement[bool]] = []
    if audience.kinds:
        people.append(Membership.kind.in_(audience.kinds))
    if held := audience.duties - {Duty.SECRETARY}:
        people.append(
            exists()
            .where(HeldDuty.membership_id == Membership.id, HeldDuty.duty.in_(held))
            .correlate(Membership)
        )
    if Duty.SECRETARY in audience.duties:
        people.append(_IS_SECRETARY)
    return and_(
        or_(*people) if people else true(),
        Unit.id.in_(audience.branch_ids) if audience.branch_ids else true(),
    )
