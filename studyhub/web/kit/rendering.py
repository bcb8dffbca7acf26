"""Templates, with the words for numbers and times, and addresses that stay on this site."""

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from question_bank import text_parts
from studyhub.core.clock import SITE_ZONE, local_date
from studyhub.items.documents import in_words, pictures_of
from studyhub.organisation.rules import Permission, Role, may
from studyhub.web.kit.identity import find_actor
from studyhub.web.kit.transaction import now

ROLE_NAMES = {
    Role.ADMINISTRATOR: "管理员",
    Role.ORGANISER: "组织者",
    Role.SECRETARY: "支部书记",
    Role.MEMBER: "党员",
}
SIZES = ("standard", "large", "xlarge")
THEMES = ("auto", "light", "dark")


def init_rendering(app: Flask) -> None:
    """Give templates their filters and what they all need to know."""
    app.add_template_filter(show_date, "date")
    app.add_template_filter(show_moment, "moment")
    app.add_template_filter(show_time, "time")
    app.add_template_filter(show_closing, "closing")
    app.add_template_filter(show_duration, "duration")
    app.add_template_filter(show_points, "points")
    app.add_template_filter(show_percent, "percent")
    app.add_template_filter(text_parts, "text_parts")
    app.add_template_filter(in_words, "words")
    app.add_template_filter(pictures_of, "pictures_of")
    app.context_processor(_context)
    app.url_defaults(_version_static)


def render(template: str, **context: Any) -> str:
    """A page from a template."""
    return render_template(template, **context)


def show_date(value: date | datetime) -> str:
    """11月20日, with the year when it is not this one."""
    day = local_date(value) if isinstance(value, datetime) else value
    text = f"{day.month}月{day.day}日"
    return text if day.year == local_date(now()).year else f"{day.year}年{text}"


def show_moment(value: datetime) -> str:
    """11月20日 09:05, on the site's clock."""
    return f"{show_date(value)} {show_time(value)}"


def show_time(value: datetime) -> str:
    """09:05, on the site's clock."""
    return value.astimezone(SITE_ZONE).strftime("%H:%M")


def show_closing(value: datetime) -> str:
    """A moment at which something ends: midnight is 24:00 of the day that ends with it, as people say."""
    if show_time(value) == "00:00":
        return f"{show_date(value - timedelta(days=1))} 24:00"
    return show_moment(value)


def show_duration(value: timedelta | int) -> str:
    """A duration (or seconds) as 30 分钟, 1 小时 30 分钟 or 45 秒."""
    seconds = int(value.total_seconds()) if isinstance(value, timedelta) else value
    if seconds < 60:
        return f"{seconds} 秒"
    hours, minutes = divmod(seconds // 60, 60)
    parts = ([f"{hours} 小时"] if hours else []) + ([f"{minutes} 分钟"] if minutes else [])
    return " ".join(parts)


def show_points(value: Decimal | int | float) -> str:
    """Points without needless zeros: 5, 2.5."""
    return f"{Decimal(str(value)).normalize():f}"


def show_percent(value: float) -> str:
    """A share between 0 and 1 as 93.3%, rounded, but never to a 100% or a 0% that it is not."""
    tenths = int(value * 1000 + 0.5)
    if 0 < value < 1:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def safe_next(target: str | None) -> str:
    """Where to go after signing in: rebuilt from this site's own map of addresses, else the home page.

    Checks of the string alone each let some way out through; what is rebuilt cannot lead elsewhere.
    """
    home = url_for("learner_home.view")
    if not target:
        return home
    try:
        parts = urlsplit(target)
        endpoint, values = current_app.url_map.bind("", script_name=request.script_root or "/").match(
            parts.path, method="GET"
        )
        if endpoint == "static" or endpoint.startswith("api"):
            return home
        return url_for(endpoint, **values)
    except (HTTPException, RequestRedirect, ValueError):  # ValueError: not even an address
        return home


def _context() -> dict[str, Any]:
    actor = find_actor()
    return {
        "actor": actor,
        "may": lambda permission, path=None: may(actor, Permission(permission), path),
        "size": _choice("size", SIZES),
        "theme": _choice("theme", THEMES),
        "now": now(),
        "role_names": ROLE_NAMES,
    }


def _choice(name: str, allowed: tuple[str, ...]) -> str:
    value = request.cookies.get(name, allowed[0])
    return value if value in allowed else allowed[0]


def _version_static(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        values["v"] = _content_hash(Path(current_app.static_folder or "") / values["filename"])


@cache
def _content_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"
