"""Signing in and out on the pages."""

from datetime import timedelta

import pytest

from tests.cast import PASSWORD
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


def sign_in(
    visitor: PaperBrowser, login: str, password: str = PASSWORD, path: str = "/sign-in"
) -> PaperBrowser:
    return visitor.open(path).send(path, login=login, password=password)


def test_by_employee_number_or_phone_as_people_type_them(visitor: PaperBrowser) -> None:
    assert sign_in(visitor, " １０００03 ").path == "/"
    visitor.open("/me").send("/sign-out")
    assert visitor.path == "/sign-in"
    assert sign_in(visitor, "199 0000 0003").path == "/"


def test_the_wanted_page_comes_after_the_sign_in(visitor: PaperBrowser, scene: Scene) -> None:
    answer = visitor.client.get(f"/quizzes/{scene.quiz_id}")
    assert answer.status_code == 302
    visitor.open(answer.headers["Location"])
    assert visitor.texts("p", "note") == ["请先登录，登录后会回到刚才要看的页面。"]
    sign_in(visitor, "100003", path=answer.headers["Location"])
    assert visitor.path == f"/quizzes/{scene.quiz_id}"


@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/",
        "//example.com",
        "/\\example.com",
        "/static/study.css",
        "/api/v1/me",
        "javascript:x",
    ],
)
def test_nobody_is_led_off_the_site(visitor: PaperBrowser, target: str) -> None:
    assert visitor.open(f"/sign-in?next={target}").texts("p", "note") == []
    assert sign_in(visitor, "100003", path=f"/sign-in?next={target}").path == "/"


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(visitor: PaperBrowser) -> None:
    wrong = sign_in(visitor, "100003", "not the password").texts("p", "alert")
    assert visitor.status == 401
    unknown = sign_in(visitor, "999999", "not the password").texts("p", "alert")
    assert wrong == unknown == ["工号、手机号或密码不正确，请核对后重试。忘记密码请联系本单位管理员重置。"]


def test_too_many_tries_have_to_wait(visitor: PaperBrowser) -> None:
    for _ in range(5):
        sign_in(visitor, "100003", "not the password")
    sign_in(visitor, "100003")
    assert visitor.status == 429
    assert visitor.texts("p", "alert") == ["登录失败次数过多，请在 1 分钟后再试，或联系管理员重置密码。"]


def test_empty_fields_are_named(visitor: PaperBrowser) -> None:
    sign_in(visitor, "", "")
    assert visitor.texts("p", "wrong") == ["请填写工号或手机号。", "请填写密码。"]


def test_a_session_ends_after_its_month(visitor: PaperBrowser, scene: Scene) -> None:
    sign_in(visitor, "100003")
    scene.clock.advance(timedelta(days=31))
    assert visitor.open("/me").path == "/sign-in"


def test_a_copied_cookie_is_worth_nothing_after_the_sign_out(visitor: PaperBrowser, scene: Scene) -> None:
    sign_in(visitor, "100003")
    cookie = visitor.client.get_cookie("studyhub")
    assert cookie is not None
    visitor.open("/me").send("/sign-out")
    thief = PaperBrowser(scene.app.test_client())
    thief.client.set_cookie("studyhub", cookie.value)
    assert thief.open("/me").path == "/sign-in"
