"""A speech as it was scraped, the site around it and advertising inside it: from file to clean text in one go."""

from pathlib import Path

from studyhub.materials.document import Role
from studyhub.materials.fidelity import check_fidelity
from studyhub.materials.reading import read_file
from tests.materials.files import clean_paragraphs

POLLUTION = (
    "王者荣耀",
    "澳门新葡京",
    "点击下载",
    "代开发票",
    "www.baidu888.com",
    "2590692",
    "减肥药",
    "加微信abc8866",
)
PLACES = (11, 17, 23, 8, 31, 14, 27, 20)


def polluted(text: str, words: str, place: int) -> str:
    while not all("\u4e00" <= letter <= "\u9fff" for letter in text[place - 1 : place + 1]):
        place += 1
    return text[:place] + words + text[place:]


def test_every_pollution_is_flagged_the_site_is_struck_and_no_sentence_is_lost(tmp_path: Path) -> None:
    clean = [text for text in clean_paragraphs() if len(text) > 60][:16]
    body = [
        polluted(text, words, place) for text, words, place in zip(clean, POLLUTION, PLACES, strict=False)
    ] + clean[8:]
    page = "\n\n".join(
        [
            "首页 > 工作范文 > 讲话稿",
            "在机关党建工作推进会上的讲话",
            "网友发表时间 2590692",
            "同志们：",
            *body,
            "相关推荐",
            "热门文档",
            "47 2590692",
        ]
    )
    (tmp_path / "speech.txt").write_text(page, encoding="gb18030")
    document = read_file(tmp_path / "speech.txt")
    assert document.title == "在机关党建工作推进会上的讲话"
    assert [block.text for block in document.body] == ["同志们：", *body]
    assert [block.text for block in document.blocks if block.role is Role.CHROME] == [
        "首页 > 工作范文 > 讲话稿",
        "网友发表时间 2590692",
        "相关推荐",
        "热门文档",
        "47 2590692",
    ]
    texts = {block.id: block.text for block in document.blocks}
    flagged = [texts[flag.block][flag.start : flag.end] for flag in check_fidelity(document)]
    assert flagged == list(POLLUTION)
