"""An organiser prepares a study day at the desk, from pasted text to watching who takes part."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite, Phone
from tests.cast import PASSWORD

PASTED = """把主题党日开出实效

一、为什么要先定主题

主题要从本支部的工作里来，一次只解决一两个问题。

二、当天怎么安排

先集中学习，再围绕主题讨论，最后把能办的事定下来。
"""

WIDE = {"width": 1280, "height": 800}


def test_from_pasted_text_to_a_watched_study_day(
    new_phone: Callable[..., Phone], live_site: LiveSite, tmp_path: Path
) -> None:
    cast = live_site.prepared.cast
    desk = new_phone(**WIDE)
    page = desk.sign_in(cast.organiser_b)
    desk.go("/organiser/")

    paste_and_send(page)
    second = new_phone(**WIDE)
    signs_what_somebody_else_wrote(second.sign_in(cast.administrator), page.url)
    page.reload()
    expect(page.locator("h1 .tag")).to_have_text("已发布")
    import_the_template(page, tmp_path)
    compose_and_publish_a_quiz(page)

    # The day: today, the whole day, for the one branch there is; unit and quiz are already chosen.
    page.click("a:has-text('安排统一学习日')")
    expect(page.locator("#branch-" + str(cast.branch_b1.id))).to_be_checked()
    page.click("button:has-text('全不选')")
    page.click("main button:text-is('安排')")
    expect(page.locator(".error")).to_have_text("请至少勾选一个党支部。")
    page.click("button:has-text('全选')")
    page.fill("#opens_time", "00:00")
    page.fill("#closes_time", "23:59")
    page.click("main button:text-is('安排')")
    expect(page.locator(".note")).to_contain_text("1 个支部的成员会在首页看到")
    watch_somebody_take_part(page, live_site, new_phone())


def test_no_answer_looks_chosen_before_one_is(new_phone: Callable[..., Phone], live_site: LiveSite) -> None:
    desk = new_phone(**WIDE)
    desk.sign_in(live_site.prepared.cast.organiser_b)
    page = desk.go("/organiser/items/new?type=single_choice")
    colour = "box => getComputedStyle(box).backgroundColor"
    empty = page.locator("[type=checkbox]").first.evaluate(colour)
    assert [radio.evaluate(colour) for radio in page.locator("[name=right]").all()] == [empty] * 4
    page.locator("[name=right]").nth(1).check()
    colours = [radio.evaluate(colour) for radio in page.locator("[name=right]").all()]
    assert [each == empty for each in colours] == [True, False, True, True]


def paste_and_send(page: Page) -> None:
    page.click("a:has-text('从文件导入')")
    page.click("a:has-text('粘贴文字')")
    page.fill("#text", PASTED)
    page.click("button:has-text('识别并保存为草稿')")
    expect(page.locator(".lead")).to_contain_text("没有等待决定的地方了")
    page.click("a:has-text('编辑全文')")
    expect(page.locator("#title")).to_have_value("把主题党日开出实效")
    expect(page.locator("#preview .tag")).to_have_text("2 节 2 段")
    # The preview follows what is typed.
    page.locator("#text").press("Control+End")
    page.locator("#text").press_sequentially("\n\n会后三天内把结果告诉大家。")
    expect(page.locator("#preview .tag")).to_have_text("2 节 3 段")
    page.click("button:text-is('保存')")
    page.click("button:has-text('送审')")
    expect(page.locator(".note")).to_contain_text("已送审")


def signs_what_somebody_else_wrote(page: Page, address: str) -> None:
    page.goto(address)
    page.click("button:has-text('审定并发布')")
    expect(page.locator(".note")).to_contain_text("已审定并发布")


def import_the_template(page: Page, folder: Path) -> None:
    page.click("a:has-text('出题：从文件导入')")
    with page.expect_download() as download:
        page.click("a:has-text('下载模板')")
    template = folder / download.value.suggested_filename
    download.value.save_as(template)
    page.set_input_files("#file", template)
    page.click("button:has-text('上传并预览')")
    page.wait_for_url("**/organiser/items/import/*")
    page.goto(page.url.rsplit("/", 1)[0])
    questions = folder / "主题党日.gift"
    questions.write_text(
        "\n\n".join(
            f"主题党日第{n}问：主题从哪里来？{{=本支部的工作 ~随意选定 ~照搬别处}}" for n in range(1, 5)
        ),
        encoding="utf-8",
    )
    page.set_input_files("#file", questions)
    page.check("#is_ready")
    page.click("button:has-text('上传并预览')")
    page.click("button:has-text('确认导入 4 道题')")
    expect(page.locator(".note")).to_have_text("导入完成：新增 4 道，更新 0 道，0 道没有变化。")


def compose_and_publish_a_quiz(page: Page) -> None:
    page.click(".side a:text-is('测验')")
    page.click("a:has-text('新建测验') >> nth=0")
    page.fill("#title", "主题党日小测")
    # At once the page says what is missing, while the number is being typed.
    expect(page.locator("#stock-0")).to_contain_text("需要 5，只有 4")
    page.fill("#cells-0-count", "4")
    expect(page.locator("#stock-0")).to_contain_text("需要 4，有 4")
    page.click("button:has-text('再加一行')")
    expect(page.locator(".cell-row")).to_have_count(2)
    expect(page.locator("#cells-1-section")).to_be_focused()
    page.click("[aria-label='删去第 2 行']")
    expect(page.locator(".cell-row")).to_have_count(1)
    page.click("button:has-text('保存并试抽一份')")
    expect(page.locator(".question")).to_have_count(4)
    page.click(".trail a")
    page.click("button:text-is('发布')")
    page.click("dialog button:text-is('确定')")
    expect(page.locator(".note")).to_contain_text("测验已发布")


def watch_somebody_take_part(page: Page, site: LiveSite, phone: Phone) -> None:
    expect(page.locator("#figures dd >> nth=0")).to_have_text("0/2 人")
    page.clock.install()
    page.reload()
    page.locator("#missing-names").scroll_into_view_if_needed()
    place = page.evaluate("window.scrollY")

    api = phone.context.request
    signed_in = api.post(
        f"{site.url}/api/v1/sign-in",
        data={"login": site.prepared.cast.he_yong.employee_number, "password": PASSWORD},
    ).json()
    headers = {"Authorization": f"Bearer {signed_in['token']}"}
    today = api.get(f"{site.url}/api/v1/study-days/today", headers=headers).json()
    attempt = api.post(
        f"{site.url}/api/v1/quizzes/{today['quiz']['id']}/attempts", headers=headers, data={}
    ).json()
    api.post(f"{site.url}/api/v1/attempts/{attempt['id']}/submission", headers=headers, data={})

    page.clock.fast_forward(16_000)
    expect(page.locator("#figures dd >> nth=0")).to_have_text("1/2 人")
    expect(page.locator("#missing-names")).to_have_text("综合党支部：林芳\n")
    assert page.evaluate("window.scrollY") == place
    page.click("button:has-text('复制名单')")
    expect(page.locator("#copied")).not_to_have_text("")


PAGES = (
    "/organiser/", "/organiser/study-units/", "/organiser/study-units/new", "/organiser/items/",
    "/organiser/study-units/import", "/organiser/study-units/{unit}", "/organiser/study-units/{unit}/edit",
    "/organiser/study-units/{unit}/flags", "/organiser/study-units/{unit}/sentences", "/organiser/word-lists/",
    "/organiser/study-units/{unit}/comparison", "/organiser/study-units/{unit}/versions",
    "/organiser/items/new?type=matching", "/organiser/items/import", "/organiser/items/filing",
    "/organiser/items/check-up", "/organiser/items/check-up?show=advice", "/organiser/quizzes/", "/organiser/quizzes/new",
    "/organiser/study-days/", "/organiser/study-days/new", "/organiser/organisation/", "/organiser/members/new",
)  # fmt: skip


@pytest.mark.parametrize(
    ("width", "height", "size", "theme"),
    [(1280, 800, "standard", "light"), (1280, 800, "xlarge", "dark"), (390, 844, "standard", "dark"), (390, 844, "xlarge", "light")],
)  # fmt: skip
def test_every_page_of_the_desk_is_accessible_and_fits(
    new_phone: Callable[..., Phone], live_site: LiveSite, width: int, height: int, size: str, theme: str
) -> None:
    screen = new_phone(width=width, height=height, size=size, theme=theme)
    page = screen.sign_in(live_site.prepared.cast.administrator)
    faults = {}
    for address in PAGES:
        path = address.format(unit=live_site.prepared.study_unit_id)
        screen.go(path)
        violations = [found["id"] for found in Axe().run(page).response["violations"]]
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if violations or sideways > 0:
            faults[path] = (violations, sideways)
    assert faults == {}


def test_the_menu_of_a_phone_opens_and_closes(phone: Phone, live_site: LiveSite) -> None:
    page = phone.sign_in(live_site.prepared.cast.organiser_a)
    phone.go("/organiser/")
    expect(page.locator("#side")).to_be_hidden()
    page.click(".menu-link")
    expect(page.locator(".menu-link")).to_have_attribute("aria-expanded", "true")
    page.click("#side a:text-is('题库')")
    expect(page.locator("h1")).to_have_text("题库")
