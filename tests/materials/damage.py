"""Damage done to clean text on purpose, one kind at a time, with the place where it was done."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studyhub.materials.fidelity.letters import _FORMS

LISTED = [
    "传奇私服",
    "王者荣耀",
    "英雄联盟",
    "绝地求生",
    "开心消消乐",
    "手游充值",
    "页游开服",
    "首充礼包",
    "棋牌游戏",
    "澳门新葡京",
    "时时彩",
    "彩票投注",
    "百家乐",
    "真人荷官",
    "老虎机",
    "无抵押贷款",
    "信用卡套现",
    "代开发票",
    "刻章办证",
    "减肥药",
    "丰胸",
    "祛斑",
    "男科医院",
    "包邮",
    "限时秒杀",
    "优惠券",
    "淘宝天猫",
    "点击下载",
    "立即注册",
    "扫码领红包",
    "加微信",
    "免费领取",
    "破解版",
    "安卓版",
    "在线观看",
    "最新章节",
    "全文阅读",
    "美女直播",
    "成人用品",
    "办公室装修",
    "第一范文网",
    "笔趣阁",
    "玩家",
    "外挂",
    "充值",
    "游戏",
    "网络游戏",
    "彩票",
    "广告",
    "手机游戏",
]
UNLISTED = [
    "阿拉德冒险团",
    "仙剑情缘",
    "龙虎争霸战",
    "萌宠乐园",
    "泡泡龙大战",
    "剑侠恩仇",
    "僵尸围城",
    "魔灵召唤",
    "甜心奶茶铺",
    "爆炒小龙虾",
    "祖玛珠宝",
    "丝滑润唇膏",
    "豪车租赁行",
    "鸡尾酒派对",
    "咖啡豆批发",
    "韩版女靴",
    "瘦腿裤",
    "羊绒围巾",
    "狼蛛键盘",
    "蛇皮手袋",
    "宝马会所",
    "娃娃机",
    "麻辣香锅",
    "牛仔裤",
    "鲨鱼裤",
]


@dataclass(frozen=True)
class Damaged:
    """A text with damage from start up to end."""

    text: str
    start: int
    end: int


def _middle(text: str, rng: random.Random) -> int:
    """A place inside a sentence, between two Chinese letters."""
    places = [n for n in range(4, len(text) - 4) if re.fullmatch(r"[\u4e00-\u9fff]{4}", text[n - 2 : n + 2])]
    return rng.choice(places)


def _splice(text: str, words: str, rng: random.Random) -> Damaged:
    place = _middle(text, rng)
    return Damaged(text[:place] + words + text[place:], place, place + len(words))


def _swap(text: str, pattern: str, change: Callable[[str], str], rng: random.Random) -> Damaged | None:
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    match = rng.choice(found)
    new = change(match[0])
    return Damaged(
        text[: match.start()] + new + text[match.end() :], match.start(), match.start() + max(1, len(new))
    )


def _double(text: str, rng: random.Random, length: int) -> Damaged:
    place = _middle(text, rng)
    place = min(place, len(text) - length - 2)
    piece = text[place : place + length]
    return Damaged(text[: place + length] + piece + text[place + length :], place, place + 2 * length)


def _mojibake(text: str, rng: random.Random) -> Damaged:
    place = _middle(text, rng)
    piece = text[place - 2 : place + 2]
    broken = piece.encode().decode("gbk", "ignore")
    return Damaged(text[: place - 2] + broken + text[place + 2 :], place - 2, place - 2 + len(broken))


_MISTAKES = {"自己": "自已", "已经": "己经", "未来": "末来", "人民": "入民", "治理": "冶理", "政治": "政冶", "贯彻": "贯砌", "日常": "曰常", "提高": "堤高", "组织": "姐织", "建设": "建没", "历史": "厉史", "责任": "贵任", "工作": "土作", "支部": "支倍", "会议": "会仪", "条例": "务例", "规定": "现定"}  # fmt: skip


def _traditional(word: str) -> str:
    forms = {new: old for old, new in _FORMS.items()}
    return "".join(forms.get(letter, letter) for letter in word)


KINDS: dict[str, Callable[[str, random.Random], Damaged | None]] = {
    "advertising words": lambda text, rng: _splice(text, rng.choice(LISTED), rng),
    "advertising words that no list has": lambda text, rng: _splice(text, rng.choice(UNLISTED), rng),
    "addresses and numbers": lambda text, rng: _splice(
        text, rng.choice(["www.abc123.com", "http://t.cn/Ab3", "加微信wx88776655", "13800138000", "QQ群123456789", "400-800-1234", "abc.top"]), rng
    ),
    "stray digits": lambda text, rng: _splice(text, str(rng.choice([47, 2590692, 888, 10086, 36])), rng),
    "stray letters and code": lambda text, rng: _splice(text, rng.choice(["&nbsp;", "<br>", "xx", "href", "###", "asdf", "★★", "\\u3000"]), rng),
    "replacement characters": lambda text, rng: _splice(text, rng.choice(["\ufffd", "\ufffd\ufffd", "锟斤拷", "???", "\ue5e5"]), rng),
    "mistaken encodings": _mojibake,
    "a letter three times": lambda text, rng: _swap(text, r"(?<=[\u4e00-\u9fff]{3})[\u4e00-\u9fff](?=[\u4e00-\u9fff])", lambda w: w * 3, rng),
    "a phrase twice": lambda text, rng: _double(text, rng, rng.randint(3, 8)),
    "a cut ending": lambda text, rng: Damaged(text[: -rng.randint(2, 9)].rstrip("。！？”）；，、："), 0, len(text)),
    "a bracket or quote lost": lambda text, rng: _swap(text, r"[（）《》“”]", lambda w: "", rng),
    "a traditional form": lambda text, rng: _swap(text, "|".join(["组织", "学习", "会议", "党员", "领导", "问题", "关系", "国家", "书记", "发展"]), _traditional, rng),
    "a look-alike": lambda text, rng: _swap(text, "|".join(_MISTAKES), _MISTAKES.__getitem__, rng),
    "a wrong fixed wording": lambda text, rng: _splice(text, rng.choice(["习进平", "三会一科", "四个意思", "中国特色社主义", "中华民族伟大复新"]), rng),
}  # fmt: skip


def corrupted(texts: Sequence[str], kind: str, count: int) -> list[tuple[int, Damaged]]:
    """`count` damaged texts of a kind, each with the number of the text it was; the same ones every time."""
    rng = random.Random(f"{kind} {count}")
    found: list[tuple[int, Damaged]] = []
    for _ in range(20 * count):
        number = rng.randrange(len(texts))
        damaged = KINDS[kind](texts[number], rng) if len(texts[number]) >= 40 else None
        if damaged is not None and damaged.text not in (texts[number], *(each.text for _, each in found)):
            found.append((number, damaged))
        if len(found) == count:
            break
    return found
