"""The form of a study day: dates and times as the clock on the site's wall shows them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField, TimeField

from studyhub.core.clock import local_date, local_moment
from studyhub.core.errors import Invalid
from studyhub.web.forms.base import Form, at_most, needed, tidy

LAST_HOUR = 17  # who plans a day after this hour means tomorrow


class StudyDayForm(Form):
    """A study day; 0 stands for "no study unit" and "no quiz"."""

    title = StringField("名称", [needed("请填写名称。"), at_most(60)], filters=[tidy])
    unit_id = SelectField("主办党组织", coerce=int)
    held_on = DateField("日期", [needed("请选择日期。")])
    opens_time = TimeField("开始时间", [needed("请填写开始时间。")], default=time(9))
    closes_on = DateField("截止日期", [needed("请选择截止日期。")])
    closes_time = TimeField("截止时间", [needed("请填写截止时间。")], default=time(18))
    study_unit_id = SelectField("学习单元", coerce=int)
    quiz_id = SelectField("测验", coerce=int)
    # The room itself checks that the branches are its own to invite, and says so in Chinese.
    branch_ids = SelectMultipleField("参加的党支部", coerce=int, validate_choice=False)
    may_share_date = BooleanField("同一天再安排一个")

    @property
    def opens_at(self) -> datetime:
        """When the day opens; only of a form that validated."""
        return _moment(self.held_on.data, self.opens_time.data)

    @property
    def closes_at(self) -> datetime:
        """When the day closes; only of a form that validated."""
        return _moment(self.closes_on.data, self.closes_time.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for something to do and somebody to do it."""
        is_valid = bool(super().validate(extra_validators))
        if not self.study_unit_id.data and not self.quiz_id.data:
            self.study_unit_id.errors = ["请至少选择一个学习单元或一份测验。"]
            is_valid = False
        if not self.branch_ids.data:
            self.branch_ids.errors = ["请至少勾选一个党支部。"]
            is_valid = False
        moments = (self.held_on, self.opens_time, self.closes_on, self.closes_time)
        if not any(field.errors for field in moments) and self.closes_at <= self.opens_at:
            self.closes_time.errors = ["结束时间应晚于开始时间。"]
            is_valid = False
        return is_valid

    def take_day(self, error: Invalid) -> None:
        """Put what the room refused beside its fields."""
        places = {"opens_at": "opens_time", "closes_at": "closes_time"}
        self.take(
            Invalid(error.message, {places.get(name, name): text for name, text in error.fields.items()})
        )


def suggestion(now: datetime) -> dict[str, Any]:
    """What a form begins with: today, or tomorrow when today's working hours are over."""
    day = local_date(now)
    if now >= local_moment(day, LAST_HOUR):
        day += timedelta(days=1)
    return {"held_on": day, "closes_on": day, "title": f"{day.month}月{day.day}日统一学习日"}


def _moment(day: date, at: time) -> datetime:
    return local_moment(day, at.hour, at.minute)
