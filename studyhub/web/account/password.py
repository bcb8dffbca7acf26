"""One's own password."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from studyhub.accounts import service
from studyhub.core.errors import Invalid
from studyhub.organisation.rules import Permission
from studyhub.web.forms.sign_in import PasswordForm
from studyhub.web.kit import current_actor, current_token_hash, db, now, permit, render

blueprint = Blueprint("account_password", __name__, url_prefix="/account/password")


@blueprint.route("", methods=["GET", "POST"])
@permit(Permission.ACCOUNT)
def edit() -> ResponseReturnValue:
    """Change one's password; every other device is signed out."""
    actor = current_actor()
    form = PasswordForm()
    if actor.must_change_password:
        form.old.label.text = "一次性密码"
    if form.validate_on_submit():
        try:
            service.change_password(
                db(),
                actor.member_id,
                old=form.old.data,
                new=form.new.data,
                keep=current_token_hash(),
                now=now(),
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("密码已修改，其他设备已退出登录。", "success")
            return redirect(
                url_for("learner_home.view" if actor.must_change_password else "learner_me.view"), 303
            )
    return render("account/password/edit.html", form=form, is_forced=actor.must_change_password)
