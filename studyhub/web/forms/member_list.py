"""A pasted list of members, one a line: employee number, name, phone, kind. Phone and kind may be missing."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from studyhub.accounts.rules import fold_login
from studyhub.organisation.rules import MemberKind
from studyhub.web.forms.organisation import MEMBER_KIND_NAMES

MOST_LINES = 100  # each needs a password to be made: about 40 ms

_KINDS = {name: kind for kind, name in MEMBER_KIND_NAMES.items()} | {
    "正式": MemberKind.FULL,
    "党员": MemberKind.FULL,
    "预备": MemberKind.PROBATIONARY,
    "积极分子": MemberKind.ACTIVIST,
}
_SEPARATOR = re.compile(r"[\s,，;；、|]+")
_PHONE = re.compile(r"\d{7,15}")


@dataclass(frozen=True)
class MemberLine:
    """One line as understood; `problems` say what is wrong and what to do, `number` counts lines from 1."""

    number: int
    employee_number: str
    name: str
    phone: str
    kind: MemberKind
    problems: tuple[str, ...] = ()

    def with_taken(self, logins: set[str]) -> "MemberLine":
        """The line, with a problem when its employee number or phone is among `logins` that have an account."""
        taken = [login for login in (self.employee_number, self.phone) if login in logins]
        if not taken:
            return self
        sentence = f"{'、'.join(taken)} 已有账号。要调整支部，请在成员页面修改，并把这一行删去。"
        return replace(self, problems=(*self.problems, sentence))


def read_member_list(text: str) -> list[MemberLine]:
    """The lines that are not empty, in order. A first line of column heads is passed over."""
    lines: list[MemberLine] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = [word for word in _SEPARATOR.split(line.strip()) if word]
        if not words or (words[0] in {"工号", "员工号", "编号", "姓名"} and not lines):
            continue
        lines.append(_read_line(number, words))
    return _mark_repeats(lines)


def _read_line(number: int, words: list[str]) -> MemberLine:
    problems = []
    employee_number, name, *rest = [*words, ""] if len(words) == 1 else words
    if not name:
        problems.append("这一行只有一项，请写成“工号 姓名 手机号 类别”。")
    elif name.isdecimal() and not any(character.isdigit() for character in employee_number):
        employee_number, name = name, employee_number  # the name came first: either order is understood
    elif name.isdecimal():
        problems.append("没有找到姓名，请写成“工号 姓名 手机号 类别”。")
    phone, kind = "", MemberKind.FULL
    for word in rest:
        if word in _KINDS:
            kind = _KINDS[word]
        elif _PHONE.fullmatch(fold_login(word)) and not phone:
            phone = fold_login(word)
        else:
            problems.append(
                f"不认识“{word}”：手机号应为 7 至 15 位数字，类别可写{'、'.join(MEMBER_KIND_NAMES.values())}。"
            )
    return MemberLine(number, fold_login(employee_number), name, phone, kind, tuple(problems))


def _mark_repeats(lines: list[MemberLine]) -> list[MemberLine]:
    logins = Counter(login for line in lines for login in {line.employee_number, line.phone} if login)
    return [
        replace(line, problems=(*line.problems, "工号或手机号在名单里出现了不止一次。"))
        if any(logins[login] > 1 for login in (line.employee_number, line.phone) if login)
        else line
        for line in lines
    ]
