"""Addresses, numbers and letters that have no business inside a Chinese sentence."""

import re
from collections.abc import Iterator

from studyhub.materials.fidelity.flags import Finding, FlagKind
from studyhub.materials.fidelity.words import cut

_H = r"\u3400-\u9fff"
_CONTACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "网址",
        re.compile(
            r"(?:https?|ftp)[:：]\s?//[^\s\u3000-\u9fff，。；！？（）()]+|(?<![A-Za-z0-9])w{3}\s?[.．。]\s?[A-Za-z0-9-]+(?:\s?[.．]\s?[A-Za-z]{2,})*"
            r"|(?<![A-Za-z0-9@.])[A-Za-z0-9][A-Za-z0-9-]{0,30}\s?[.．点]\s?(?:com|cn|net|org|cc|top|xyz|vip|info|site|club|me|tv|co|io|gov|edu)(?:\s?[.．]\s?cn)?(?![A-Za-z])(?:/[A-Za-z0-9/_.?=&-]*)?",
            re.I,
        ),
    ),
    ("电子邮箱", re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        "联系号码",
        re.compile(
            r"(?:加?(?:微信|薇信|威信|V信|VX|WX|QQ|扣扣|企鹅)|Q群|QQ群)\s*(?:号码?|群)?\s*[:：]?\s*[A-Za-z0-9_-]{5,20}|(?<![A-Za-z])(?:vx|wx|qq|q群)\s*[:：]?\s*[A-Za-z0-9_-]{5,20}", re.I
        ),
    ),
    ("电话号码", re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)|(?<!\d)[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)")),
)  # fmt: skip

# What may follow a number in good prose, as a word of one letter or as the beginning of one of the words below.
_UNITS = frozenset(
    "年月日号时点分秒周天期届次批轮场个名人位户家所间座栋层楼室条款章节项件起宗例份张页册本部篇段句字题级类种型代岁倍成元角万亿千百十余多来几至到米里吨斤克亩"
    "度支队组班连营团排科处县区市省州盟镇乡村国路街线站台辆艘架套只头匹棵株把根块片面杯顿餐门课堂大老后以之者小中高初强项星瓦伏化版集档步刻世除乘加减与和及—～〜·%％‰°℃"
)
_UNIT_WORDS = re.compile(
    r"公[里斤顷分升]|平方|立方|个|小时|分钟|秒钟|年|月|日|世纪|周[年岁]|岁|人[次员名份均大]|人|余|多|来|左右|以[上下内后前外]|万|亿|千|百|倍|成|元|名|位|项|条|件|次|届|期|号|级|类|种|批|户|家|支部|大报告|大精神|大召开|大"
    r"|学时|课时|学分|积分|里路|国集团|强企业|县|乡镇|村|所|处|点|页|篇|章|节|部|本|套|场|天|周|星期|季度|楼|层|室|路|街|站|台|辆|比|除以|乘以|加上|减去|米|吨|斤|克|亩|度|分"
)
_NUMBER = re.compile(rf"(?<=[{_H}，。、；：！？”》）])\d+(?=[{_H}，。、；：！？“《（]|$)")
_BEFORE = re.compile(
    r"(?:[第约近达共超满逾为至到有是在占仅只每增减升降于即乘除比]|编号|不足|得分|分母|分子)$"
)
_IN_WORDS = re.compile(r"(?:十[一二三四五六七八九]|[期周拜初][一二三四五六])$")
_SHORT_FORMS = re.compile(r"(?:十[一二三四五六七八九]|G|“|”|《)$")
_LETTERS = re.compile(rf"(?<=[{_H}，。、])[A-Za-z][A-Za-z0-9]*(?=[{_H}，。、；])")
# The same set off by spaces, as translation programs and careless pasting leave it; names and short forms begin large.
_SPACED_WORD = re.compile(rf"(?<=[{_H}，。、][ ])[a-z]{{3,}}(?: [a-z]{{2,}})*(?= ?[{_H}，。、；！？：])")
_KNOWN_LETTERS = re.compile(
    r"(?:APP|VR|AR|AI|IT|PPT|PDF|GDP|CPI|PPI|WTO|APEC|BRICS|G\d|[34567]G|[345]D|[23]D|KPI|DNA|RNA|ETC|LED|LNG|POS|USB|WIFI|WLAN|CEO|CCTV|MTV|NGO|OTC|PM|IP|ID|QQ|OA|ERP|SARS|H\dN\d|COVID|TED|MOOC|BIM|GIS|GPS|UN|EU|USA|ISO|IMF|ESG|RCEP|PPP|TOP|NO|VIP|KTV|DIY|SWOT|PDCA|[A-Z]{1,2}\d{0,3}|x|n|m|k|s|e|h|p|t)",
)
_NOISE = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|hellip|mdash|middot|#\d{2,6}|#x[0-9a-f]{2,5});?|</?(?:p|br|div|span|a|b|strong|img|font|o:p|td|tr|table)\b[^<>]{0,80}>|\{\{[^{}]{0,40}\}\}|\\[nrt](?![A-Za-z])|\\u[0-9a-fA-F]{4}|%[0-9A-F]{2}(?:%[0-9A-F]{2})+",
    re.I,
)
_SYMBOLS = re.compile(
    rf"(?<=[{_H}])[#$^*_=|\\~`@+<>&¥￥★☆■□▲△◆◇●○※→←↑↓♥♠♣♦√×÷§№†‡¤♪卍]+(?=[{_H}，。、])|(?<=[{_H}])[#$^*_=|\\~`@<>★☆■□▲△◆◇♥♠♣♦♪]{{2,}}"
)


def check_contacts(text: str) -> Iterator[Finding]:
    """Web and mail addresses, telephone and chat numbers."""
    taken = 0
    found = sorted(
        (match.start(), match.end(), name) for name, pattern in _CONTACTS for match in pattern.finditer(text)
    )
    for start, end, name in found:
        if start >= taken:
            taken = end
            yield Finding(
                start,
                end,
                FlagKind.CONTACT,
                f"正文里出现{name}“{text[start:end]}”，请确认是原文所有，还是网站夹带。",
                "",
            )


def check_strays(text: str) -> Iterator[Finding]:
    """Digits without a unit, loose letters and signs, and what is left of a page's code."""
    for match in _NOISE.finditer(text):
        yield Finding(match.start(), match.end(), FlagKind.STRAY, f"“{match[0]}”是网页代码的残留。", "")
    for match in _NUMBER.finditer(text):
        if _is_stray_number(text, match):
            yield Finding(
                match.start(),
                match.end(),
                FlagKind.STRAY,
                f"数字“{match[0]}”前后没有单位，像是混进来的。",
                "",
            )
    for match in _LETTERS.finditer(text):
        letters = match[0]
        if not _KNOWN_LETTERS.fullmatch(letters) and not (
            len(letters) > 3 and letters[0].isupper() and letters[1:].islower()
        ):
            yield Finding(
                match.start(), match.end(), FlagKind.STRAY, f"句中夹着字母“{letters}”，请核对原文。", ""
            )
    for match in _SPACED_WORD.finditer(text):
        yield Finding(
            match.start(), match.end(), FlagKind.STRAY, f"句中夹着外文“{match[0]}”，请核对原文。", ""
        )
    for match in _SYMBOLS.finditer(text):
        yield Finding(
            match.start(), match.end(), FlagKind.STRAY, f"句中夹着符号“{match[0]}”，请核对原文。", ""
        )


def _is_stray_number(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 3) : match.start()], text[match.end() :]
    digits = match[0]
    if len(digits) >= 7:
        return True
    if len(digits) <= (4 if _BEFORE.search(before) else 0):
        return False
    # A number that is spoken of, as in 人数以20除、其中的7是下限.
    if len(digits) <= 2 and before[-1:] in tuple("以和与的中") and after[:1] in tuple("是得的为比除乘"):
        return False
    # 36六成, 后四36个字: a number in digits does not touch one in words, but 星期三14时 does.
    if after[:1] in tuple("一二三四五六七八九") or (
        before[-1:] in tuple("一二三四五六七八九") and not _IN_WORDS.search(before)
    ):
        return True
    if not after or after[0] in "，。；":
        return len(digits) > 1 and not re.search(r"[数率量额值分例为]$", before)
    if after[0] in "”》）、：“《（！？":
        return False
    following = cut(after[:6])[0].text
    is_unit = following in _UNITS if len(following) == 1 else bool(_UNIT_WORDS.match(following))
    return not is_unit and not _SHORT_FORMS.search(before)
