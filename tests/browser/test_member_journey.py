"""A member's study day on the phone, from signing in to the leaderboards."""

from playwright.sync_api import Response, expect

from tests.browser.conftest import LiveSite, Phone
from tests.browser.player import Player, read_through

# Words of the bank's explanations: none may be on the phone before the paper is submitted.
EXPLANATIONS = ("应选 ", "不属于“三会”", "每月一次。", "十八大在2012年召开", "最早的是 ")


def test_a_member_reads_takes_the_quiz_on_a_weak_signal_and_finds_herself_on_the_boards(
    phone: Phone, live_site: LiveSite
) -> None:
    stage, wang = live_site.prepared.stage, live_site.prepared.cast.wang_xiuying
    page = phone.sign_in(wang)

    # Home: today's study day, nothing done yet.
    expect(page.locator("#day-title")).to_have_text("十一月统一学习日：三会一课怎么开")
    expect(page.locator(".day .tag").nth(1)).to_have_text("未参加")
    page.click("text=开始阅读")

    # She reads the unit to its end, which leads on to the quiz.
    page.wait_for_selector("article.read")
    read_through(page)
    page.click("text=已读完，去答题")
    expect(page.locator(".kpi")).to_contain_text("8 题")
    history_length = page.evaluate("history.length")

    bodies: list[str] = []
    page.on("response", lambda response: bodies.append(_text_of(response)))
    page.click(".dock .btn.pri")
    player = Player(page)
    for number in (1, 2):
        player.show(number)
        player.answer_anything()
    player.wait_until_saved()

    # The signal goes: taps stay on the phone, and the page says so in words.
    phone.context.set_offline(True)
    player.show(3)
    player.answer_anything()
    player.show(4)
    player.answer_anything()
    expect(page.locator("#trouble")).to_have_text("网络不畅，答案已存在本机，正在重试（2 题）")
    page.click(".flag")
    phone.context.set_offline(False)
    player.wait_until_saved()
    slots = stage.attempt(wang, player.attempt_id).slots
    assert [bool(slot.response) for slot in slots] == [True] * 4 + [False] * 4
    assert [slot.number for slot in slots if slot.is_flagged] == [4]

    # A reload goes on where she was.
    page.reload()
    player = Player(page)
    assert player.number == 4
    expect(page.locator(".flag")).to_have_text("已标记")
    expect(page.locator("#answered")).to_have_js_property("value", 4)

    # Submitting names the blanks and what she had marked.
    page.click("#open-card")
    expect(page.locator("#card-count")).to_have_text("已答 4 / 8 题")
    page.click("#submit")
    expect(page.locator("#dialog-text")).to_have_text(
        "还有 4 题没有答完：第 5、6、7、8 题。标记待查的有第 4 题。交卷后不能再修改。"
    )
    page.click("text=继续答题")
    for number in (5, 6, 7):
        player.show(number)
        player.answer_anything()
    assert page.evaluate("history.length") == history_length + 1, "Back is one step, not one a question"
    assert [word for word in EXPLANATIONS for body in bodies if word in body] == []
    player.submit()

    # The result, with explanations that lead to their paragraph.
    expect(page.locator(".graded")).to_have_count(8)
    expect(page.locator(".graded").nth(7).locator(".out")).to_have_text("未答")
    expect(page.locator(".why").first).to_contain_text("解析")
    page.locator(".graded summary").first.scroll_into_view_if_needed()
    source = page.locator(".quote").first
    if not source.is_visible():
        page.locator(".graded:has(.quote)").first.locator("summary").click()
    source.click()
    page.wait_for_url("**/study-units/*#s1p*")
    page.go_back()
    page.go_back()
    expect(page.locator(".cover .tag")).to_have_text("已交卷")  # Back passes the player by

    # Points and boards.
    phone.go("/points")
    assert [one.inner_text() for one in page.locator(".list .main b").all()] == ["答题", "统一学习日", "学习"]
    total = int(page.inner_text(".fig"))
    assert total == sum(int(one.inner_text()) for one in page.locator(".list .end").all())
    phone.go("/leaderboards/members")
    expect(page.locator(".rank .me")).to_contain_text(f"{total} 分")
    page.click("text=本支部")
    page.wait_for_url("**scope=branch")
    expect(page.locator(".mine")).to_contain_text("王秀英")
    page.click("text=支部 >> nth=0")
    phone.go("/leaderboards/branches")
    expect(page.locator(".rank .me")).to_contain_text("/4 人")
    phone.go("/")
    expect(page.locator(".doneline")).to_have_text("已参加")


def test_what_the_review_rule_closes_stays_closed(phone: Phone, live_site: LiveSite) -> None:
    page = phone.sign_in(live_site.prepared.cast.wu_jing)
    page = phone.go(f"/quizzes/{live_site.prepared.sealed_quiz_id}")
    page.click(".dock .btn.pri")
    player = Player(page)
    player.answer_anything()
    player.wait_until_saved()
    player.submit()
    expect(page.locator(".note")).to_contain_text("答案与解析在")
    assert page.locator(".graded").count() == 0
    assert [word for word in EXPLANATIONS if word in page.content()] == []


def test_size_and_colours_stay_as_chosen(phone: Phone, live_site: LiveSite) -> None:
    page = phone.sign_in(live_site.prepared.cast.feng_li)
    phone.go("/me")
    page.check("input[value=xlarge]")
    page.check("input[value=dark]")
    expect(page.locator("html")).to_have_attribute("data-size", "xlarge")
    phone.go("/")
    expect(page.locator("html")).to_have_attribute("data-size", "xlarge")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def _text_of(response: Response) -> str:
    if response.status in (204, 301, 302, 303):
        return ""
    return response.text()
