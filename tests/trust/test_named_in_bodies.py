"""What a form or a query names is checked as an address is: nobody reaches elsewhere by changing a number in a body."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from studyhub.accounts.models import SignInSession
from tests.trust.world import World, contents, csrf_token

CELL = {"section": "一", "type": "single_choice", "scope": "", "difficulty": "", "count": "1", "points": "1",
        "marking": "all_or_nothing"}  # fmt: skip
QUIZ = {
    "title": "新测试",
    "minutes": "10",
    "pass_percent": "60",
    "review_rule": "never",
    "action": "save",
} | {f"cells-0-{name}": value for name, value in CELL.items()}
DAY = {
    "title": "新学习日",
    "held_on": "2026-11-20",
    "opens_time": "10:00",
    "closes_on": "2026-11-20",
    "closes_time": "18:00",
}
UNIT = {"title": "新单元", "text": "# 一\n\n第一段。", "step": "outline", "action": "save"}
PERSON = {"employee_number": "300001", "name": "新同志", "kind": "full"}


def requests_of(world: World) -> Iterator[tuple[str, str, str, dict, dict]]:
    """(what, role, address, a body that names something elsewhere, the same that names one's own)."""

    def of(kind: str, place: str) -> object:
        return next(iter(world.things[kind][place].values()))

    def both(name: str, kind: str, place: str = "foreign") -> tuple[dict, dict]:
        return {name: of(kind, place)}, {name: of(kind, "own")}

    yield (
        "status of an item",
        "organiser",
        "/organiser/items/status",
        *({"item_id": of("item", place), "status": "ready"} for place in ("foreign", "own")),
    )
    filing = {"action": "add-tag", "value": "整理", "expected": "1"}
    yield (
        "tag of an item",
        "organiser",
        "/organiser/items/filing",
        *({"item_id": of("item", place), **filing} for place in ("foreign", "own")),
    )
    for above, what in (("above", "upper"), ("foreign", "foreign")):
        unit, own = both("unit_id", "unit", above)
        yield f"quiz for a {what} unit", "organiser", "/organiser/quizzes/new", QUIZ | unit, QUIZ | own
        yield (
            f"study unit for a {what} unit",
            "organiser",
            "/organiser/study-units/new",
            UNIT | unit,
            UNIT | own,
        )
        new = PERSON | {"employee_number": f"30000{len(above)}"}
        yield f"member of a {what} unit", "administrator", "/organiser/members/new", new | unit, new | own
    day = DAY | {"unit_id": world.cast.committee_a.id, "quiz_id": 0, "may_share_date": "y"}
    mine = day | {"study_unit_id": of("study_unit", "own"), "branch_ids": [of("unit", "own")]}
    new_day = "/organiser/study-days/new"
    yield (
        "branch of a day",
        "organiser",
        new_day,
        mine | {"branch_ids": [of("unit", "own"), of("unit", "foreign")]},
        mine,
    )
    yield "text of a day", "organiser", new_day, mine | {"study_unit_id": of("study_unit", "foreign")}, mine
    yield "host of a day", "organiser", new_day, mine | {"unit_id": of("unit", "foreign")}, mine
    member = f"/organiser/members/{of('member', 'own')}"
    moved = PERSON | {"employee_number": "100005", "is_active": "y"}
    yield (
        "branch of a member",
        "administrator",
        member,
        moved | both("unit_id", "unit")[0],
        moved | {"unit_id": of("unit", "sibling")},
    )
    role = {"role": "administrator"}
    yield (
        "somebody to appoint",
        "administrator",
        f"/organiser/organisation/{of('unit', 'own')}/appointments",
        (role | {"employee_number": world.cast.he_yong.employee_number}),
        role | {"employee_number": world.cast.li_jianguo.employee_number},
    )


@pytest.fixture
def post(world: World):
    """post(role, path, data): what a page of that role would send."""
    clients = {}

    def send(role: str, path: str, data: dict):
        if role not in clients:
            client = world.browser_of(world.people[role])
            clients[role] = client, csrf_token(client)
        client, token = clients[role]
        return client.post(path, data=data | {"csrf_token": token})

    return send


def test_a_body_that_names_what_lies_elsewhere_changes_nothing(world: World, post):
    wrong = []
    for what, role, path, elsewhere, own in requests_of(world):
        post(role, path, {})  # signs the role in, before anything is compared
        before = contents(world)
        answer = post(role, path, elsewhere)
        if contents(world) != before or answer.status_code >= 500:
            wrong.append(f"{what}: changed, or an error ({answer.status_code})")
        if post(role, path, own).status_code >= 400 or contents(world) == before:
            wrong.append(f"{what}: one's own is refused as well, so this proves nothing")
    assert wrong == []


def test_an_appointment_elsewhere_is_not_ended_through_ones_own_unit(world: World, post):
    unit, foreign = world.things["unit"]["own"]["unit"], world.things["appointment"]["foreign"]["appointment"]
    post("administrator", "/me", {})
    before = contents(world)
    post("administrator", f"/organiser/organisation/{unit}/appointments/{foreign}/end", {})
    assert contents(world) == before


def test_a_session_of_somebody_else_is_not_ended_by_its_key(world: World, post):
    victim = world.browser_of(world.cast.li_jianguo)
    with world.database.read() as session:
        key = session.scalars(
            select(SignInSession.token_hash).where(
                SignInSession.account_id == world.cast.li_jianguo.member_id
            )
        ).one()[:16]
    assert post("member", "/account/sessions/revoke", {"key": key}).status_code == 303
    assert victim.get("/me").status_code == 200


def test_a_query_that_names_what_lies_elsewhere_shows_nothing_of_it(world: World):
    organiser = world.browser_of(world.people["organiser"])
    b1, day = world.cast.branch_b1.id, world.things["study_day"]["above"]["study_day"]
    foreign = {kind: world.things[kind]["foreign"][kind] for kind in ("quiz", "study_unit")}
    for path in (
        f"/organiser/study-days/{day}?branch={b1}",
        f"/organiser/study-days/new?quiz={foreign['quiz']}&study_unit={foreign['study_unit']}",
        "/organiser/items/?tag=翠竹标签",
        "/organiser/items/?text=翠竹",
        "/organiser/items/export?format=jsonl&tag=翠竹标签",
    ):
        answer = organiser.get(path)
        shown = answer.text.replace('value="翠竹"', "").replace("tag=翠竹标签", "")
        assert answer.status_code in (200, 302), path
        assert [
            word for word in ("翠竹单元", "翠竹测试", "翠竹题目", "何勇", "林芳") if word in shown
        ] == [], path
