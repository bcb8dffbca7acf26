"""Questions within the text, on a phone without scripts."""

from studyhub.reading.models import CompletionKind
from studyhub.reading.service import set_completion
from tests.reading.test_completion import write_items
from tests.web.organiser.paper_browser import Desk as PaperBrowser
from tests.web.scene import Scene


def ask_in_text(scene: Scene) -> None:
    items = write_items(scene.stage, scene.study_unit_id)  # type: ignore[arg-type]
    with scene.database.write() as session:
        set_completion(
            session, scene.cast.organiser_a, scene.study_unit_id, CompletionKind.CHECKS,
            places={items["single"]: "s1p2"}, now=scene.clock.now(),
        )  # fmt: skip


def test_a_wrong_answer_may_be_given_again_and_tells_no_key(wang: PaperBrowser, scene: Scene) -> None:
    ask_in_text(scene)
    page = f"/study-units/{scene.study_unit_id}"
    wang.open(page)
    assert wang.texts("h3") == ["一、三会"]
    assert wang.texts("p", "waiting") == ["后面还有 1 节，答对上面的小测后继续。答几次都可以。"]
    assert "见 A。" not in wang.html
    assert "看过每一段、答对文中的小测即完成，进度自动保存" in wang.texts("p")

    wang.send(f"{page}/checks/1", values="B")
    assert wang.path == page
    assert wang.texts("p", "wrong") == ["不对。再想一想，可以回到上文看看，答几次都可以。"]
    assert 'value="B" checked' in wang.html
    assert ("见 A。" in wang.html, wang.texts("h3")) == (False, ["一、三会"])

    wang.send(f"{page}/checks/1")
    assert wang.texts("p", "wrong") == ["请先选一个答案。"]

    wang.send(f"{page}/checks/1", values="A")
    assert wang.texts("p", "why") == ["见 A。"]
    assert wang.texts("h3") == ["一、三会", "二、一课"]
    assert wang.texts("form", "done") == ["小测，已答对讲来历的是？ A第一段正确答案 见 A。"]
