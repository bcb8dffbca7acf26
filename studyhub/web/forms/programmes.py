"""The form of a programme: for whom, how long, and one row a study unit."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import HiddenInput

from studyhub.organisation.rules import Duty, MemberKind
from studyhub.programmes.queries import OfferedUnit, ProgrammeInScope
from studyhub.programmes.rules import (
    MOST_UNITS,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Audience,
    ProgrammeDraft,
    UnitDraft,
)
from studyhub.web.forms.base import (
    NO_SUCH_CHOICE,
    Form,
    Row,
    at_most,
    between,
    change_rows,
    needed,
    optional,
    tidy,
)
from studyhub.web.forms.organisation import DUTY_NAMES, MEMBER_KIND_NAMES

REQUIRED, ELECTIVE = "required", "elective"


class UnitRow(Row):
    """A study unit of the programme; `prerequisites` are ids of units in other rows."""

    study_unit_id = IntegerField(widget=HiddenInput())
    part = SelectField("必修或选修", choices=[(REQUIRED, "必修"), (ELECTIVE, "选修")], default=REQUIRED)
    prerequisites = SelectMultipleField("先修单元", coerce=int, validate_choice=False)


class ProgrammeForm(Form):
    """A programme; nothing ticked means everybody, or every branch."""

    title = StringField("名称", [needed("请填写名称。"), at_most(TITLE_LENGTH)], filters=[tidy])
    summary = TextAreaField("说明", [optional(), at_most(SUMMARY_LENGTH)], filters=[tidy])
    unit_id = SelectField("归属党组织", coerce=int)
    starts_on = DateField("开始日期", [needed("请选择开始日期。")])
    ends_on = DateField("结束日期", [optional()])
    elective_count = IntegerField("至少选修几个单元", [between(0, MOST_UNITS)], default=0)
    kinds = SelectMultipleField(
        "按成员类别",
        choices=[(kind.value, name) for kind, name in MEMBER_KIND_NAMES.items()],
        invalid_choice_message=NO_SUCH_CHOICE,
    )
    duties = SelectMultipleField(
        "按支部职务",
        choices=[(duty.value, name) for duty, name in DUTY_NAMES.items()],
        invalid_choice_message=NO_SUCH_CHOICE,
    )
    # The room itself checks that the branches are its own, and says so in Chinese.
    branch_ids = SelectMultipleField("只给这些支部", coerce=int, validate_choice=False)
    units = FieldList(FormField(UnitRow), max_entries=MOST_UNITS)
    new_unit = SelectField("添加学习单元", coerce=int, validate_choice=False)

    titles: Mapping[int, str]

    def offer(self, units: Sequence[OfferedUnit], present: Mapping[int, str]) -> None:
        """Fill in what can be put in. present: titles of the units that are in already, which may be withdrawn since."""
        self.titles = {unit.id: unit.title for unit in units} | dict(present)
        self._offered = {unit.id: unit.title for unit in units}

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The study units that are not in the programme yet."""
        taken = {row.form.study_unit_id.data for row in self.units}
        return [(0, "请选择"), *((key, title) for key, title in self._offered.items() if key not in taken)]

    def rearrange(self, action: str) -> bool:
        """Add, move or remove a row as a button asked; whether one did."""
        if action != "add-unit":
            return change_rows(self.units, action, "unit")
        if self.new_unit.data in dict(self.choices[1:]) and len(self.units) < MOST_UNITS:
            self.units.append_entry({"study_unit_id": self.new_unit.data})
        self.new_unit.data = 0
        return True

    @property
    def draft(self) -> ProgrammeDraft:
        """What the room of programmes takes; only of a form that validated."""
        present = {row.form.study_unit_id.data for row in self.units}
        return ProgrammeDraft(
            title=self.title.data,
            summary=self.summary.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            elective_count=self.elective_count.data,
            audience=Audience(
                frozenset(map(MemberKind, self.kinds.data)),
                frozenset(map(Duty, self.duties.data)),
                frozenset(self.branch_ids.data),
            ),
            units=tuple(
                UnitDraft(
                    row.form.study_unit_id.data or 0,
                    row.form.part.data == REQUIRED,
                    frozenset(row.form.prerequisites.data) & present,
                )
                for row in self.units
            ),
        )


def programme_data(programme: ProgrammeInScope, branch_ids: Sequence[int]) -> dict[str, Any]:
    """What the form shows for a programme. branch_ids: the branches that can be ticked."""
    audience = programme.audience
    return {
        "title": programme.title,
        "summary": programme.summary,
        "unit_id": programme.unit.id,
        "starts_on": programme.starts_on,
        "ends_on": programme.ends_on,
        "elective_count": programme.elective_count,
        "kinds": [kind.value for kind in audience.kinds],
        "duties": [duty.value for duty in audience.duties],
        "branch_ids": [key for key in branch_ids if key in audience.branch_ids],
        "units": [
            {
                "study_unit_id": unit.study_unit_id,
                "part": REQUIRED if unit.is_required else ELECTIVE,
                "prerequisites": list(unit.prerequisites),
            }
            for unit in programme.units
        ],
    }


def audience_words(programme: ProgrammeInScope) -> str:
    """For whom a programme is, in a few words."""
    audience = programme.audience
    people = [name for kind, name in MEMBER_KIND_NAMES.items() if kind in audience.kinds]
    people += [name for duty, name in DUTY_NAMES.items() if duty in audience.duties]
    where = "、".join(programme.branches) if audience.branch_ids else programme.unit.name
    return f"{where}的{'、'.join(people) or '全体成员'}"
