"""Members: added one by one or from a pasted list, moved, exempted, stopped, given a new one-time password."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.accounts import service as accounts
from studyhub.accounts.passwords import hash_password, one_time_password
from studyhub.accounts.queries import list_taken_logins
from studyhub.core.clock import local_date
from studyhub.core.errors import Forbidden, Invalid
from studyhub.organisation import queries, service
from studyhub.organisation.rules import Duty, MemberKind, Permission, UnitRef, may
from studyhub.web.forms.member_list import MOST_LINES, MemberLine, read_member_list
from studyhub.web.forms.organisation import MEMBER_KIND_NAMES, MemberEditForm, MemberForm, MemberListForm
from studyhub.web.kit import current_actor, database, db, now, permit
from studyhub.web.organiser.page import render_desk, unit_choices

blueprint = Blueprint("organiser_members", __name__, url_prefix="/organiser/members")


@blueprint.route("/new", methods=["GET", "POST"])
@permit(Permission.MANAGE_ORGANISATION)
def new() -> ResponseReturnValue:
    """Add a member; the one-time password is shown once, on the answer."""
    form = MemberForm(unit_id=request.args.get("unit_id", type=int))
    password = one_time_password()
    digest = hash_password(password) if form.is_submitted() else ""  # before the write begins: it takes 40 ms
    form.unit_id.choices = unit_choices(Permission.MANAGE_ORGANISATION)
    if form.validate_on_submit():
        try:
            member = _create(form.data, digest)
        except Invalid as error:
            form.take(error)
        else:
            return render_desk(
                "organiser/members/password.html", member=member, password=password, is_new=True
            )
    return render_desk("organiser/members/new.html", form=form)


@blueprint.route("/<int:member_id>", methods=["GET", "POST"])
@permit(Permission.MANAGE_ORGANISATION)
def edit(member_id: int) -> ResponseReturnValue:
    """Change who a member is, the branch, the kind, and whether the account may sign in."""
    member = _managed(member_id)
    form = MemberEditForm(obj=member)
    form.unit_id.choices = unit_choices(Permission.MANAGE_ORGANISATION)
    if form.validate_on_submit():
        try:
            _change(member, form)
        except Invalid as error:
            form.take(error)
        else:
            flash(f"{form.name.data}的资料已保存。")
            return redirect(url_for("organiser_organisation.view", unit_id=form.unit_id.data))
    return render_desk("organiser/members/edit.html", member=member, form=form)


@blueprint.post("/<int:member_id>/password")
@permit(Permission.MANAGE_ORGANISATION)
def reset_password(member_id: int) -> ResponseReturnValue:
    """Give a member a new one-time password, shown once, on the answer."""
    member = _managed(member_id)
    password = accounts.reset_password(db(), member.member_id, now=now())
    return render_desk("organiser/members/password.html", member=member, password=password, is_new=False)


@blueprint.route("/import/<int:unit_id>", methods=["GET", "POST"])
@permit(Permission.MANAGE_ORGANISATION)
def import_list(unit_id: int) -> ResponseReturnValue:
    """Add members from a pasted list: first a preview with the problems of each line, then all of them at once."""
    form = MemberListForm()
    with database().read() as session:
        unit = queries.get_unit(session, current_actor(), Permission.MANAGE_ORGANISATION, unit_id)
    lines: list[MemberLine] = []
    if form.validate_on_submit():
        lines = _checked(read_member_list(form.text.data))
        is_ready = bool(lines) and len(lines) <= MOST_LINES and not any(line.problems for line in lines)
        if is_ready and form.seen.data == form.text.data:
            return _add_all(unit, lines)
        form.seen.data = form.seen.raw_data = form.text.data if is_ready else ""
    return render_desk(
        "organiser/members/import_list.html",
        form=form,
        unit=unit,
        lines=lines,
        most=MOST_LINES,
        member_kind_names=MEMBER_KIND_NAMES,
    )


def _checked(lines: list[MemberLine]) -> list[MemberLine]:
    with database().read() as session:
        taken = list_taken_logins(
            session, {login for line in lines for login in (line.employee_number, line.phone)}
        )
    return [line.with_taken(taken) for line in lines]


def _add_all(unit: UnitRef, lines: list[MemberLine]) -> ResponseReturnValue:
    passwords = [one_time_password() for _ in lines]
    digests = [hash_password(password) for password in passwords]  # before the write begins
    for line, digest in zip(lines, digests, strict=True):
        _create(
            {
                "employee_number": line.employee_number, "name": line.name, "phone": line.phone,
                "unit_id": unit.id, "kind": line.kind, "is_exempt": False,
            },
            digest,
        )  # fmt: skip
    return render_desk(
        "organiser/members/passwords.html", unit=unit, rows=list(zip(lines, passwords, strict=True))
    )


def _create(data: dict[str, object], password_hash: str) -> queries.MemberRow:
    account = accounts.create_account(
        db(),
        employee_number=str(data["employee_number"]),
        name=str(data["name"]),
        phone=str(data["phone"] or "") or None,
        password_hash=password_hash,
        now=now(),
    )
    service.join(
        db(), account.id, int(str(data["unit_id"])), MemberKind(str(data["kind"])),
        started_on=local_date(now()), is_exempt=bool(data["is_exempt"]), now=now(),
        actor_id=current_actor().member_id,
    )  # fmt: skip
    return queries.get_member(db(), current_actor(), account.id)


def _managed(member_id: int) -> queries.MemberRow:
    """A member of the range; one with a role above it is for those above, or a password reset would hand over theirs."""
    member = queries.get_member(db(), current_actor(), member_id)
    if not all(may(current_actor(), Permission.MANAGE_ORGANISATION, post.unit.path) for post in member.roles):
        raise Forbidden("这位成员还担任上级党组织的职务，请由上级管理员处理。")
    return member


def _change(member: queries.MemberRow, form: MemberEditForm) -> None:
    accounts.edit_account(
        db(), member.member_id, employee_number=form.employee_number.data, name=form.name.data,
        phone=form.phone.data or None, is_active=form.is_active.data, now=now(),
    )  # fmt: skip
    service.join(
        db(), member.member_id, form.unit_id.data, MemberKind(form.kind.data),
        started_on=local_date(now()), is_exempt=form.is_exempt.data, now=now(),
        actor_id=current_actor().member_id,
    )  # fmt: skip
    if form.unit_id.data == member.unit_id:  # what somebody is in one branch ends with it
        service.assign_duties(
            db(), member.member_id, [Duty(duty) for duty in form.duties.data], now=now(),
            actor_id=current_actor().member_id,
        )  # fmt: skip
