"""The fixed cast of the tests: people and Party organisations with names, so that tests read like stories.

市直机关工委
├── 市财政局机关党委 (A)
│   ├── 第一党支部 (A1)  孙立 (secretary), 王秀英, 李建国, 陈晓红; 周德福 is retired and exempt
│   ├── 第二党支部 (A2)  刘洋, 吴静
│   ├── 第三党支部 (A3)  郑伟
│   └── 第四党支部 (A4)  冯丽
└── 市民政局机关党委 (B)
    └── 综合党支部 (B1)  何勇, 林芳

The administrator (over everything), 赵敏 (organiser of A) and 钱进 (organiser of B) belong to no branch.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import pytest
from sqlalchemy.orm import Session

from studyhub.accounts.models import Account
from studyhub.accounts.passwords import hash_password
from studyhub.core.clock import FixedClock
from studyhub.core.db import Database
from studyhub.organisation.rules import Actor, MemberKind, Post, Role, UnitKind, UnitRef
from studyhub.organisation.service import appoint, create_unit, join

PASSWORD = "study-2026"
"""The password of everyone in the cast; nobody has to change it."""


@dataclass(frozen=True)
class Cast:
    """Everybody and every unit. A person's login is `actor.employee_number` (or the phone), the password PASSWORD."""

    site: UnitRef
    committee_a: UnitRef
    committee_b: UnitRef
    branch_a1: UnitRef
    branch_a2: UnitRef
    branch_a3: UnitRef
    branch_a4: UnitRef
    branch_b1: UnitRef
    administrator: Actor
    organiser_a: Actor
    organiser_b: Actor
    secretary_a1: Actor
    wang_xiuying: Actor
    li_jianguo: Actor
    chen_xiaohong: Actor
    zhou_defu: Actor
    liu_yang: Actor
    wu_jing: Actor
    zheng_wei: Actor
    feng_li: Actor
    he_yong: Actor
    lin_fang: Actor

    @property
    def branches_a(self) -> list[int]:
        """The ids of the branches under committee A."""
        return [self.branch_a1.id, self.branch_a2.id, self.branch_a3.id, self.branch_a4.id]


def assemble(session: Session, now: datetime) -> Cast:
    """Put the cast into an empty database (in the caller's transaction)."""

    def unit(parent: UnitRef | None, kind: UnitKind, name: str) -> UnitRef:
        made = create_unit(session, parent.id if parent else None, kind, name, now=now)
        return UnitRef(made.id, made.name, made.path)

    site = unit(None, UnitKind.COMMITTEE, "市直机关工委")
    committee_a = unit(site, UnitKind.COMMITTEE, "市财政局机关党委")
    committee_b = unit(site, UnitKind.COMMITTEE, "市民政局机关党委")
    a1, a2, a3, a4 = (
        unit(committee_a, UnitKind.BRANCH, name)
        for name in ("第一党支部", "第二党支部", "第三党支部", "第四党支部")
    )
    b1 = unit(committee_b, UnitKind.BRANCH, "综合党支部")

    def person(
        number: int,
        name: str,
        branch: UnitRef | None = None,
        *posts: Post,
        phone: str | None = None,
        is_exempt: bool = False,
    ) -> Actor:
        account = Account(
            employee_number=str(number),
            phone=phone,
            name=name,
            password_hash=_password_hash(),
            created_at=now,
        )
        session.add(account)
        session.flush()
        if branch is not None:
            join(
                session, account.id, branch.id, MemberKind.FULL,
                started_on=date(2020, 7, 1), now=now, is_exempt=is_exempt,
            )  # fmt: skip
        for post in posts:
            appoint(session, account.id, post.unit.id, post.role, now=now)
        return Actor(account.id, name, str(number), branch, posts)

    return Cast(
        site=site,
        committee_a=committee_a,
        committee_b=committee_b,
        branch_a1=a1,
        branch_a2=a2,
        branch_a3=a3,
        branch_a4=a4,
        branch_b1=b1,
        administrator=person(100000, "郭明", None, Post(Role.ADMINISTRATOR, site)),
        organiser_a=person(100001, "赵敏", None, Post(Role.ORGANISER, committee_a), phone="19900000001"),
        organiser_b=person(200001, "钱进", None, Post(Role.ORGANISER, committee_b)),
        secretary_a1=person(100002, "孙立", a1, Post(Role.SECRETARY, a1), phone="19900000002"),
        wang_xiuying=person(100003, "王秀英", a1, phone="19900000003"),
        li_jianguo=person(100004, "李建国", a1),
        chen_xiaohong=person(100005, "陈晓红", a1),
        zhou_defu=person(100006, "周德福", a1, is_exempt=True),
        liu_yang=person(100007, "刘洋", a2),
        wu_jing=person(100008, "吴静", a2),
        zheng_wei=person(100009, "郑伟", a3),
        feng_li=person(100010, "冯丽", a4),
        he_yong=person(200002, "何勇", b1),
        lin_fang=person(200003, "林芳", b1),
    )


@pytest.fixture
def cast(database: Database, clock: FixedClock) -> Cast:
    """The cast, in the test's database."""
    with database.write() as session:
        return assemble(session, clock.now())


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)  # once: forty milliseconds for each person would slow down every test
