"""一是…二是…三是…: what a paragraph lists, and where the list begins."""

import re
from dataclasses import dataclass

_ORDER = "一二三四五六七八九"
_MARK = re.compile(
    r"(?:(?<=[。；：，！？:;,!?])|^)\s*(?:([一二三四五六七八九])(是|要|靠|看|抓|查|在)(?!一)|第([一二三四五六七八九])[，,、]|(首先|其次|再次|最后)[，,]?)"
)
_STEPS = {"首先": 1, "其次": 2, "再次": 3, "最后": 9}
_SPEAKS_OF_POINTS = re.compile(r"(?:方面|几点|要求|步骤|环节|做法|任务|内容|条|件事|个“)$|[三四五六七八九]个")
_HEAD_END = re.compile(r"[。；！？;!?]")
_COMMA = re.compile(r"[，,：:]")
LONGEST_HEAD = 24
SHORTEST_HEAD = 4


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Points in their order, each as the words that head it. lead: the sentence before the first. verb: 是 or 要 …

    is_sequence: the order itself means something (首先, 其次, 最后).
    """

    points: tuple[str, ...]
    lead: str
    verb: str
    is_sequence: bool
    start: int


def find_enumerations(paragraph: str) -> list[Enumeration]:
    """The lists of three or more points in a paragraph, each complete and counted without a gap."""
    marks = [(match, _rank(match)) for match in _MARK.finditer(paragraph)]
    found: list[Enumeration] = []
    run: list[tuple[re.Match[str], int]] = []
    for match, rank in [*marks, (None, 0)]:
        is_next = (
            bool(run) and match is not None and (rank == run[-1][1] + 1 or (rank == 9 and bool(match[4])))
        )
        if not is_next:
            if made := _enumeration(paragraph, [each for each, _ in run]):
                found.append(made)
            run = []
        if match is not None and (is_next or rank == 1):
            run.append((match, rank))
    return found


def _rank(match: re.Match[str]) -> int:
    return _STEPS[match[4]] if match[4] else _ORDER.index(match[1] or match[3]) + 1


def _enumeration(paragraph: str, marks: list[re.Match[str]]) -> Enumeration | None:
    if len(marks) < 3:
        return None
    points = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(paragraph)
        head = _head(paragraph[mark.end() : end])
        if not head:
            return None
        points.append(head)
    if len({*points}) < len(points):
        return None
    before = paragraph[: marks[0].start() + 1].rstrip()
    # Only what ends in a colon, or speaks of points, leads to the list; another sentence just stands before it.
    lead = re.split(r"[。！？；!?;]", before.rstrip("。！？；!?;：:，,"))[-1].strip()
    lead = lead if before.endswith(("：", ":", "，", ",")) or _SPEAKS_OF_POINTS.search(lead) else ""
    return Enumeration(tuple(points), lead, marks[0][2] or "", bool(marks[0][4]), marks[0].start())


def _head(text: str) -> str:
    """The words that head a point: its first sentence, or the first part of it when it is long."""
    sentence = _HEAD_END.split(text, maxsplit=1)[0].strip(" ，,。")
    if len(sentence) > LONGEST_HEAD:
        sentence = _COMMA.split(sentence, maxsplit=1)[0]
    return (
        sentence
        if SHORTEST_HEAD <= len(sentence) <= LONGEST_HEAD and sentence.count("“") == sentence.count("”")
        else ""
    )


_RUN_IN = re.compile(r"\s*[（(]([一二三四五六七八九])[）)]\s*(?:要|是)?([^。！？；!?;]{2,24})(?:[。！？]|$)")


def run_in_head(paragraph: str) -> tuple[int, str]:
    """The number and the words of a heading that begins a paragraph, as in （一）把准方向。…, or is the whole of it; (0, "") without one."""
    match = _RUN_IN.match(paragraph)
    return (_ORDER.index(match[1]) + 1, match[2].strip()) if match else (0, "")
