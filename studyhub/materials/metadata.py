"""Title, source, author and date, and the lines that say them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from studyhub.materials.document import BlockKind
from studyhub.materials.raw import RawBlock, RawDocument

HEAD_BLOCKS = 40
TITLE_LENGTH = 60

_SENTENCE = re.compile(r"[。！？；]")
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?(?!\d)"
)
_CHINESE_DATE = re.compile(
    r"([一二][〇○零Oo一二三四五六七八九]{3})年(十[一二]?|[一二三四五六七八九])月(三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_SOURCE = re.compile(r"(?:信息|稿件|文章|新闻|内容)?来\s?源\s*[:：]\s*([^\s:：|‖｜丨【】\[\]()（）]{2,30})")
_AUTHOR = re.compile(
    r"(?:发稿|文章|本文)?(?:作\s?者|撰\s?稿|撰\s?文|文\s?字|记\s?者|主讲人?|讲话人|发言人)\s*[:：/]\s*([^\s:：|‖｜丨【】\[\]()（）\d]{2,20}(?:\s[^\s:：|‖｜丨\d]{2,4})?)"
)
_LABELS = re.compile(
    r"(?:信息|稿件|文章|新闻|内容)?来\s?源|(?:发稿|文章|本文)?作\s?者|撰\s?稿|记\s?者|(?:发布|发表|更新|添加|录入|提交|成文)?(?:时间|日期)|责任编辑|编\s?辑|审\s?核|校\s?对|信息员|发布(?:人|单位|机构)?"
    r"|(?:浏览|点击|阅读|查看|访问)(?:次数|量|数|人数)?|字\s?[体号]|分享(?:到)?|打印|收藏|关闭|大|中|小|次|管理员|人气|文号|索引号"
)
_NOT_A_PERSON = {"管理员", "admin", "佚名", "网友", "未知", "本站", "编辑", "系统管理员", "本网", "匿名"}
_NUMBER_OF_DOCUMENT = re.compile(r"^\S{1,16}[〔\[【(（]\d{4}[〕\]】)）]\s*第?\d+号$")
_SIGNED = re.compile(
    r"^[（(]\s*(?:作者(?:单位|系|为|：|:)|本报记者|记者|供稿|整理|执笔)?[^，。；！？（）()]{2,40}[）)]$"
)
_CLOSING_SIGNED = re.compile(r"[（(]\s*作者(?:单位|系|为)?[:：]?\s*([^（）()]{2,40})[）)]\s*$")
_DATELINE = re.compile(
    r"^[（(]?\s*(?:(?:19|20)\d{2}\s*[年.-]|[一二][〇○零一二三四五六七八九]{3}年)[^，。；]{2,40}[）)]?$"
)
_BYLINE = re.compile(
    r"^.{4,34}?(?:书记|主任|局长|部长|县长|市长|区长|处长|科长|委员|院长|校长|主席|记者|教授|研究员|组长|干事|所长|厅长)\s+([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])$"
)
_SITE_SUFFIX = re.compile(r"\s*[-_|—–]\s*[^-_|—–]{2,20}$")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪石廖贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶贺顾毛郝龚邵万覃武钱戴严莫孔向常汤康易乔赖文樊温季秋纪柳施洪翟"
)


@dataclass
class Facts:
    """What the head and foot of a material say about it. `lines` are the positions of blocks that say nothing else."""

    title: str = ""
    title_at: list[int] = field(default_factory=list)
    source: str = ""
    author: str = ""
    published: date | None = None
    lines: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)


def find_date(text: str) -> date | None:
    """The first date in a text, in digits or in Chinese figures; None when there is none or it is impossible."""
    if match := _DATE.search(text):
        return _date(*map(int, match.groups()))
    if match := _CHINESE_DATE.search(text):
        year = int("".join(str("零一二三四五六七八九".find("零" if c in "〇○Oo" else c)) for c in match[1]))
        return _date(year, _small_number(match[2]), _small_number(match[3]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _small_number(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    digit = "零一二三四五六七八九".find
    return (digit(tens) if tens else 1) * 10 + (digit(ones) if ones else 0) if "十" in text else digit(text)


def gather(raw: RawDocument, reasons: dict[int, str]) -> Facts:
    """Title, source, author and date of a document; `reasons` are the positions known to be chrome."""
    facts = Facts(
        source=raw.source,
        author="" if raw.author in _NOT_A_PERSON else raw.author,
        published=find_date(raw.published),
    )
    blocks = raw.blocks
    _find_title(raw, reasons, facts)
    start = facts.title_at[-1] + 1 if facts.title_at else 0
    first = next((n for n in range(start, len(blocks)) if is_running_text(blocks[n])), len(blocks))
    for n in [*range(min(start, first), min(first, start + 12)), *range(min(start, HEAD_BLOCKS))]:
        if n not in facts.title_at:
            _take_line(blocks[n], n, facts)
    last = max(
        (n for n, block in enumerate(blocks) if n not in reasons and is_running_text(block)),
        default=len(blocks),
    )
    _take_closing(blocks, last, reasons, facts)
    if not facts.title:
        facts.title = _without_site(raw.title)
    return facts


def is_running_text(block: RawBlock) -> bool:
    """Whether a block is a paragraph of the article rather than a line about it."""
    return block.kind is not BlockKind.HEADING and (
        len(block.text) >= TITLE_LENGTH
        or (len(block.text) >= 25 and block.text.endswith(("。", "！", "？", "!", "?")))
    )


def _find_title(raw: RawDocument, reasons: dict[int, str], facts: Facts) -> None:
    blocks = raw.blocks[:HEAD_BLOCKS]
    named = _fold(_without_site(raw.title))
    by_text: dict[str, list[int]] = {}
    for n, block in enumerate(blocks):
        by_text.setdefault(_fold(block.text), []).append(n)
    candidates = [n for n, block in enumerate(blocks) if n not in reasons and _may_be_title(block)]
    before_text = [n for n in candidates if not any(is_running_text(each) for each in blocks[:n])]
    repeated = [
        places
        for text, places in by_text.items()
        if len(places) > 1 and places[-1] in candidates and len(text) > 7
    ]
    chosen: int | None = None
    if named and (
        same := [n for n in candidates if len(_fold(blocks[n].text)) > 3 and _fold(blocks[n].text) in named]
    ):
        chosen = max(same, key=lambda n: (len(blocks[n].text), n))
    elif styled := [n for n in candidates if blocks[n].is_title] or [
        n for n in before_text if blocks[n].kind is BlockKind.HEADING and blocks[n].level == 1
    ]:
        chosen = styled[0]
    elif repeated:
        chosen = repeated[0][-1]
    elif before_text:
        largest = max(blocks[n].size for n in before_text)
        usual = max((blocks[n].size for n in range(len(blocks)) if is_running_text(blocks[n])), default=0)
        big = [n for n in before_text if blocks[n].size == largest] if largest > usual * 1.1 else []
        formal = [
            n
            for n in before_text
            if re.search(
                r"^关于.+的?(?:通知|意见|决定|报告|方案|办法|细则|规定|通报|函)$|(?:讲话|致辞|发言|讲话稿|讲稿|倡议书|公报|决议)$",
                blocks[n].text,
            )
        ]
        plain = [
            n
            for n in before_text
            if not _NUMBER_OF_DOCUMENT.match(blocks[n].text) and blocks[n].kind is not BlockKind.LIST_ITEM
        ]
        chosen = (big or formal or plain or [None])[0]  # type: ignore[list-item]
    if chosen is None:
        return
    facts.repeated = [n for n in by_text[_fold(blocks[chosen].text)] if n != chosen]
    facts.title_at, facts.title = [chosen], blocks[chosen].text
    _extend_title(blocks, chosen, facts)


def _extend_title(blocks: Sequence[RawBlock], chosen: int, facts: Facts) -> None:
    """The second line of a title: a dash begins it, or it looks the same."""
    for n in range(chosen + 1, min(chosen + 3, len(blocks))):
        text, block = blocks[n].text, blocks[n]
        looks_same = block.size > 0 and (block.size, block.is_centred) == (
            blocks[chosen].size,
            blocks[chosen].is_centred,
        )
        usual = max((each.size for each in blocks if is_running_text(each)), default=0)
        if re.match(r"(?:——|--|—|－－)", text) and len(text) <= TITLE_LENGTH:
            facts.title += "——" + text.lstrip("—-－ ")
        elif looks_same and block.size > usual * 1.2 and _may_be_title(block) and not _DATELINE.match(text):
            facts.title += text
        else:
            return
        facts.title_at.append(n)


def _may_be_title(block: RawBlock) -> bool:
    text = block.text
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.HEADING} or not 4 <= len(text) <= TITLE_LENGTH:
        return False
    if (
        _SENTENCE.search(text.rstrip("！？"))
        or text.endswith(("：", ":", "，", ","))
        or re.match(
            r"(?:——|[•·●■◆○▪]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、])",
            text,
        )
    ):
        return False
    return (
        not (_says_only_facts(text) or _DATELINE.match(text) or _SIGNED.match(text) or _BYLINE.match(text))
        and len(re.findall(r"[\u4e00-\u9fff]", text)) >= 4
    )


def _take_line(block: RawBlock, position: int, facts: Facts) -> None:
    text = block.text
    if len(text) > 160 or (is_running_text(block) and not _SOURCE.search(text)):
        return
    is_line = _says_only_facts(text) or bool(_DATELINE.match(text)) or bool(_NUMBER_OF_DOCUMENT.match(text))
    if byline := _BYLINE.match(text):
        name = byline[1].replace(" ", "")
        if name[0] in SURNAMES:
            facts.author, is_line = name, True
    elif _is_name(text):
        facts.author, is_line = facts.author or text.replace(" ", ""), True
    if not is_line:
        return
    facts.lines.append(position)
    if source := _SOURCE.search(text):
        facts.source = facts.source or source[1]
    if (author := _AUTHOR.search(text)) and author[1] not in _NOT_A_PERSON:
        facts.author = facts.author or author[1]
    facts.published = facts.published or find_date(text)


def _take_closing(blocks: Sequence[RawBlock], last: int, reasons: dict[int, str], facts: Facts) -> None:
    """Names in brackets below the last paragraph, and the unit named at its end."""
    if last < len(blocks) and (closing := _CLOSING_SIGNED.search(blocks[last].text)):
        facts.source = facts.source or closing[1]
    for n in range(last + 1, min(last + 5, len(blocks))):
        text = blocks[n].text
        if n not in reasons and _SIGNED.match(text):
            facts.lines.append(n)
            name = re.sub(
                r"^[（(]\s*(?:作者|本报记者|记者|供稿|整理|执笔)?\s*[:：]?\s*|[）)]$", "", text
            ).strip()
            if _is_name(name):
                facts.author = facts.author or name.replace(" ", "")
        elif n not in reasons and len(text) <= 24 and (signed := find_date(text)):
            facts.published = facts.published or signed


def _is_name(text: str) -> bool:
    return (
        bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff] [\u4e00-\u9fff]", text))
        and text[0] in SURNAMES
    )


def _says_only_facts(text: str) -> bool:
    """Whether a line has labels such as 来源 and 时间 and little else, or is just a date and time."""
    rest = _DATE.sub("", text)
    has_date = rest != text
    if not has_date and not re.search(
        r"(?:来\s?源|作\s?者|时间|日期|记者|编辑|撰稿|浏览|点击|阅读|查看)(?:次数|量|数)?\s*[:：]|查看\d+次",
        text,
    ):
        return False
    for pattern in (_SOURCE, _AUTHOR):
        rest = pattern.sub("", rest)
    rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?|[\d\s:：|‖｜丨/【】\[\]()（）·•—-]+", "", _LABELS.sub("", rest))
    return len(rest) <= 8


def _without_site(title: str) -> str:
    shorter = _SITE_SUFFIX.sub("", title)
    return shorter if len(shorter) >= 6 else title


def _fold(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", text)


def repeats_later(text: str, later: Iterable[str]) -> bool:
    """Whether every sentence of a text stands again in what follows: a summary put there by the site."""
    following = _fold("".join(later))
    sentences = [_fold(sentence) for sentence in re.split(r"[。！？；]", text)]
    return len(_fold(text)) >= 20 and all(sentence in following for sentence in sentences if sentence)
