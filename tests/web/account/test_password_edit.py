"""One's own password, and the devices on which one is signed in."""

import re

from studyhub.accounts.service import reset_password
from tests.cast import PASSWORD
from tests.web.account.test_sign_in_view import sign_in
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene

NEW = "another-2026"


def change(browser: PaperBrowser, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> PaperBrowser:
    return browser.open("/account/password").send("/account/password", old=old, new=new, again=again)


def test_changing_it_signs_the_other_devices_out(visitor: PaperBrowser, scene: Scene) -> None:
    other = sign_in(PaperBrowser(scene.app.test_client()), "100003")
    sign_in(visitor, "100003")
    assert change(visitor).path == "/me"
    assert visitor.texts("p", "flash") == ["密码已修改，其他设备已退出登录。"]
    assert other.open("/me").path == "/sign-in"
    assert sign_in(other, "100003", NEW).path == "/"


def test_every_mistake_is_said_beside_its_field(visitor: PaperBrowser) -> None:
    sign_in(visitor, "100003")
    assert change(visitor, old="wrong").texts("p", "wrong") == ["这个密码不正确，请核对后重新输入。"]
    assert change(visitor, new="short", again="short").texts("p", "wrong") == [
        "密码至少需要 8 位，请再加几个字符。"
    ]
    assert change(visitor, again="not the same").texts("p", "wrong") == ["两次输入的新密码不一样，请核对。"]


def test_a_one_time_password_must_be_changed_first(visitor: PaperBrowser, scene: Scene) -> None:
    with scene.database.write() as session:
        given = reset_password(session, scene.cast.wang_xiuying.member_id, now=scene.clock.now())
    assert sign_in(visitor, "100003", given).path == "/account/password"
    assert visitor.open("/study-units").path == "/account/password"
    assert visitor.texts("p", "note") == ["您正在使用一次性密码。请先改成自己的密码，再开始学习。"]
    assert visitor.texts("label")[0] == "一次性密码"
    assert change(visitor, old=given).path == "/"


def test_one_other_device_can_be_signed_out(visitor: PaperBrowser, scene: Scene) -> None:
    first, second = (sign_in(PaperBrowser(scene.app.test_client()), "100003") for _ in range(2))
    sign_in(visitor, "100003")
    visitor.open("/account/sessions")
    assert len(visitor.texts("li")) == 3
    key = re.findall(r'name="key" value="([^"]+)"', visitor.html)[0]
    visitor.send("/account/sessions/revoke", key=key)
    assert sorted([first.open("/me").path, second.open("/me").path]) == ["/me", "/sign-in"]
    visitor.open("/account/sessions").send("/account/sessions/revoke")
    assert [one.open("/me").path for one in (first, second, visitor)] == ["/sign-in", "/sign-in", "/me"]


def test_the_key_of_another_account_opens_nothing(visitor: PaperBrowser, scene: Scene) -> None:
    li = sign_in(PaperBrowser(scene.app.test_client()), "100004")
    helper = sign_in(PaperBrowser(scene.app.test_client()), "100004").open("/account/sessions")
    key = re.findall(r'name="key" value="([^"]+)"', helper.html)[0]
    sign_in(visitor, "100003").open("/me").send("/account/sessions/revoke", key=key)
    assert (li.open("/me").path, helper.open("/me").path) == ("/me", "/me")
