"""Forms of units, members and appointments."""

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField

from studyhub.organisation.rules import Duty, MemberKind, Role, UnitKind
from studyhub.web.forms.base import NO_SUCH_CHOICE, Form, at_most, needed, tidy

UNIT_KIND_NAMES = {
    UnitKind.COMMITTEE: "机关党委",
    UnitKind.GENERAL_BRANCH: "党总支",
    UnitKind.BRANCH: "党支部",
    UnitKind.GROUP: "党小组",
}
MEMBER_KIND_NAMES = {
    MemberKind.FULL: "正式党员",
    MemberKind.PROBATIONARY: "预备党员",
    MemberKind.PROSPECTIVE: "发展对象",
    MemberKind.ACTIVIST: "入党积极分子",
}
DUTY_NAMES = {
    Duty.SECRETARY: "支部书记",
    Duty.DEPUTY_SECRETARY: "副书记",
    Duty.ORGANISATION: "组织委员",
    Duty.PUBLICITY: "宣传委员",
    Duty.DISCIPLINE: "纪检委员",
    Duty.YOUTH: "青年委员",
    Duty.GROUP_LEADER: "党小组组长",
}
POST_NAMES = {Role.SECRETARY: "支部书记", Role.ORGANISER: "组织者", Role.ADMINISTRATOR: "管理员"}


class UnitForm(Form):
    """A new unit below another."""

    kind = SelectField("类型", choices=[(kind.value, name) for kind, name in UNIT_KIND_NAMES.items()],
                       default=UnitKind.BRANCH.value)  # fmt: skip
    name = StringField("名称", [needed("请填写组织名称。"), at_most(60)], filters=[tidy])


class UnitNameForm(Form):
    """Another name for a unit."""

    name = StringField("名称", [needed("请填写组织名称。"), at_most(60)], filters=[tidy])


class MemberForm(Form):
    """Who a member is; `unit_id` is the branch the member belongs to."""

    employee_number = StringField("工号", [needed("请填写工号。"), at_most(40)], filters=[tidy])
    name = StringField("姓名", [needed("请填写姓名。"), at_most(40)], filters=[tidy])
    phone = StringField("手机号", [at_most(20)], filters=[tidy])
    unit_id = SelectField("所在党组织", coerce=int)
    kind = SelectField("类别", choices=[(kind.value, name) for kind, name in MEMBER_KIND_NAMES.items()])
    is_exempt = BooleanField("不计入应参学人数（离退休、流动等）")


class MemberEditForm(MemberForm):
    """A member who exists already may also hold 职务 in the branch, and be stopped from signing in."""

    duties = SelectMultipleField(
        "支部职务",
        choices=[(duty.value, name) for duty, name in DUTY_NAMES.items() if duty is not Duty.SECRETARY],
        invalid_choice_message=NO_SUCH_CHOICE,
    )
    is_active = BooleanField("账号可以登录")


class MemberListForm(Form):
    """A pasted list of members; `seen` names the list that was previewed."""

    text = TextAreaField("成员名单", [needed("请把名单粘贴到这里，每行一人。"), at_most(20_000)])
    seen = HiddenField()


class AppointmentForm(Form):
    """A role for somebody, found by employee number."""

    employee_number = StringField("工号", [needed("请填写工号。")], filters=[tidy])
    role = SelectField("身份", choices=[(role.value, name) for role, name in POST_NAMES.items()])

    @property
    def chosen_role(self) -> Role:
        """The role chosen."""
        return Role(self.role.data)

    @property
    def role_name(self) -> str:
        """The role chosen, in Chinese."""
        return POST_NAMES[self.chosen_role]
