"""The organisation: the tree of units, and one unit with those below it and those who hold roles in it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.accounts import service as accounts
from studyhub.core.errors import Invalid
from studyhub.organisation import queries, service
from studyhub.organisation.rules import Permission, UnitKind, scopes
from studyhub.web.forms.organisation import (
    MEMBER_KIND_NAMES,
    UNIT_KIND_NAMES,
    AppointmentForm,
    UnitForm,
    UnitNameForm,
)
from studyhub.web.kit import current_actor, db, now, permit
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_organisation", __name__, url_prefix="/organiser/organisation")


@blueprint.get("/")
@permit(Permission.MANAGE_ORGANISATION)
def index() -> ResponseReturnValue:
    """The tree, with the people who hold roles."""
    paths = scopes(current_actor(), Permission.MANAGE_ORGANISATION)
    return render_desk(
        "organiser/organisation/index.html",
        units=queries.list_units(db(), paths),
        appointments=queries.list_appointments(db(), paths),
        kind_names=UNIT_KIND_NAMES,
    )


@blueprint.get("/<int:unit_id>")
@permit(Permission.MANAGE_ORGANISATION)
def view(unit_id: int) -> ResponseReturnValue:
    """A unit: its members, the units below it, its roles."""
    return _page(unit_id, UnitForm(), AppointmentForm())


@blueprint.post("/<int:unit_id>/units")
@permit(Permission.MANAGE_ORGANISATION)
def new(unit_id: int) -> ResponseReturnValue:
    """Add a unit below this one."""
    form = UnitForm()
    parent = queries.get_unit(db(), current_actor(), Permission.MANAGE_ORGANISATION, unit_id)
    if form.validate_on_submit():
        try:
            unit = service.create_unit(
                db(), parent.id, UnitKind(form.kind.data), form.name.data, now=now(),
                actor_id=current_actor().member_id,
            )  # fmt: skip
        except Invalid as error:
            form.take(error)
        else:
            flash(f"已在“{parent.name}”下新增“{unit.name}”。")
            return redirect(url_for(".view", unit_id=unit.id))
    return _page(unit_id, form, AppointmentForm())


@blueprint.route("/<int:unit_id>/edit", methods=["GET", "POST"])
@permit(Permission.MANAGE_ORGANISATION)
def edit(unit_id: int) -> ResponseReturnValue:
    """Give a unit another name."""
    unit = queries.get_unit(db(), current_actor(), Permission.MANAGE_ORGANISATION, unit_id)
    form = UnitNameForm(obj=unit)
    if form.validate_on_submit():
        service.rename_unit(db(), unit.id, form.name.data, now=now(), actor_id=current_actor().member_id)
        flash(f"“{unit.name}”已改名为“{form.name.data}”。")
        return redirect(url_for(".view", unit_id=unit.id))
    return render_desk("organiser/organisation/edit.html", unit=unit, form=form)


@blueprint.post("/<int:unit_id>/appointments")
@permit(Permission.MANAGE_ORGANISATION)
def appoint(unit_id: int) -> ResponseReturnValue:
    """Give somebody of the organisation a role over this unit."""
    form = AppointmentForm()
    actor = current_actor()
    unit = queries.get_unit(db(), actor, Permission.MANAGE_ORGANISATION, unit_id)
    if form.validate_on_submit():
        member = _find_member(form.employee_number.data)
        if member is not None:
            service.appoint(
                db(), member.member_id, unit.id, form.chosen_role, now=now(), actor_id=actor.member_id
            )
            flash(f"已任命{member.name}为“{unit.name}”的{form.role_name}，下次打开页面即生效。")
            return redirect(url_for(".view", unit_id=unit.id))
        form.employee_number.errors = ["没有找到这个工号的成员。请先在相应的党组织里添加这位成员。"]
    return _page(unit_id, UnitForm(), form)


@blueprint.post("/<int:unit_id>/appointments/<int:appointment_id>/end")
@permit(Permission.MANAGE_ORGANISATION)
def dismiss(unit_id: int, appointment_id: int) -> ResponseReturnValue:
    """End a role held over this unit."""
    actor = current_actor()
    unit = queries.get_unit(db(), actor, Permission.MANAGE_ORGANISATION, unit_id)
    for found, _, name, post in queries.list_appointments(db(), [unit.path]):
        if found == appointment_id and post.unit.id == unit.id:
            service.end_appointment(db(), found, now=now(), actor_id=actor.member_id)
            flash(f"{name}在“{unit.name}”的任职已结束。")
    return redirect(url_for(".view", unit_id=unit.id))


@blueprint.post("/<int:unit_id>/appointments/<int:appointment_id>/password")
@permit(Permission.MANAGE_ORGANISATION)
def reset_password(unit_id: int, appointment_id: int) -> ResponseReturnValue:
    """Give whoever holds a role over this unit a new one-time password: many organisers belong to no branch."""
    actor = current_actor()
    unit = queries.get_unit(db(), actor, Permission.MANAGE_ORGANISATION, unit_id)
    holder = queries.find_post_holder(db(), actor, unit, appointment_id)
    if holder is None:
        flash("这项任职已经结束，没有生成密码。", "warning")
        return redirect(url_for(".view", unit_id=unit.id))
    password = accounts.reset_password(db(), holder.member_id, now=now())
    return render_desk("organiser/members/password.html", member=holder, password=password, is_new=False)


def _find_member(employee_number: str) -> queries.MemberRow | None:
    paths = scopes(current_actor(), Permission.MANAGE_ORGANISATION)
    found = queries.list_members(db(), paths, text=employee_number)
    return next((each for each in found if each.employee_number == employee_number.casefold()), None)


def _page(unit_id: int, unit_form: UnitForm, appointment_form: AppointmentForm) -> str:
    unit = queries.get_unit(db(), current_actor(), Permission.MANAGE_ORGANISATION, unit_id)
    text = request.args.get("text", "").strip()
    return render_desk(
        "organiser/organisation/view.html",
        unit=unit,
        below=[row for row in queries.list_units(db(), [unit.path]) if row.id != unit.id],
        members=queries.list_members(db(), [unit.path], text=text),
        appointments=[
            each for each in queries.list_appointments(db(), [unit.path]) if each[3].unit.id == unit.id
        ],
        text=text,
        unit_form=unit_form,
        appointment_form=appointment_form,
        kind_names=UNIT_KIND_NAMES,
        member_kind_names=MEMBER_KIND_NAMES,
    )
