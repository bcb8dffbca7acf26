"""Forms of signing in and of one's own password."""

from wtforms import PasswordField, StringField, ValidationError

from studyhub.web.forms.base import Form, at_most, needed, tidy


class SignInForm(Form):
    """Employee number or phone, and password. A password is taken as typed, spaces and all."""

    login = StringField("工号或手机号", [needed("请填写工号或手机号。"), at_most(64)], filters=[tidy])
    password = PasswordField("密码", [needed("请填写密码。"), at_most(128)])


class PasswordForm(Form):
    """Another password for oneself, typed twice."""

    old = PasswordField("现在的密码", [needed("请填写现在的密码。"), at_most(128)])
    new = PasswordField("新密码", [needed("请填写新密码。"), at_most(128)])
    again = PasswordField("再输一次新密码", [needed("请再输一次新密码。")])

    def validate_again(self, field: PasswordField) -> None:
        """The second time must be as the first."""
        if field.data != self.new.data:
            raise ValidationError("两次输入的新密码不一样，请核对。")
