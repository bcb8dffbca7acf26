"""The devices on which one is signed in."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.accounts import queries, service
from studyhub.accounts.queries import DeviceSession
from studyhub.organisation.rules import Permission
from studyhub.web.kit import current_actor, current_token_hash, db, now, permit, render

blueprint = Blueprint("account_sessions", __name__, url_prefix="/account/sessions")

KEY_LENGTH = 16
"""How much of a session's hash names it in the page: enough to tell it from the others, no use for signing in."""


@dataclass(frozen=True)
class Device:
    """A session in words."""

    key: str
    name: str
    is_desktop: bool
    is_this: bool
    address: str
    created_at: datetime


@blueprint.get("")
@permit(Permission.ACCOUNT)
def index() -> ResponseReturnValue:
    """All devices that are signed in, this one marked."""
    sessions = queries.list_sessions(db(), current_actor().member_id, now())
    this = current_token_hash()
    devices = [_device(one, this) for one in sessions]
    return render("account/sessions/index.html", sessions=devices)


@blueprint.post("/revoke")
@permit(Permission.ACCOUNT)
def revoke() -> ResponseReturnValue:
    """Sign one device out, or all others when none is named."""
    member_id = current_actor().member_id
    key = request.form.get("key", "")
    if key:
        for one in queries.list_sessions(db(), member_id, now()):
            if one.token_hash.startswith(key) and len(key) == KEY_LENGTH:
                service.revoke_sessions(db(), member_id, token_hash=one.token_hash, now=now())
    else:
        service.revoke_sessions(db(), member_id, keep=current_token_hash(), now=now())
    flash("已退出所选设备。" if key else "其他设备已全部退出登录。", "success")
    return redirect(url_for("account_sessions.index"), 303)


def _device(session: DeviceSession, this: str) -> Device:
    name, is_desktop = name_of_device(session.device)
    return Device(
        key=session.token_hash[:KEY_LENGTH],
        name=name,
        is_desktop=is_desktop,
        is_this=session.token_hash == this,
        address=session.address,
        created_at=session.created_at,
    )


def name_of_device(agent: str) -> tuple[str, bool]:
    """A User-Agent as a person would say it ("微信，iPhone"), and whether it is a computer."""
    systems = (
        ("iPhone", "iPhone", False),
        ("iPad", "iPad", False),
        ("HarmonyOS", "鸿蒙手机", False),
        ("Android", "安卓手机", False),
        ("Windows", "Windows 电脑", True),
        ("Macintosh", "苹果电脑", True),
        ("Linux", "Linux 电脑", True),
    )
    programs = (
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    system, is_desktop = next(((word, flag) for sign, word, flag in systems if sign in agent), ("", False))
    program = next((word for sign, word in programs if sign in agent), "")
    return "，".join(filter(None, (program, system))) or "其他设备", is_desktop
