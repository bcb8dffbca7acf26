"""Letters gone wrong: broken encodings, doubled letters and phrases, traditional forms, look-alikes."""

import re
from collections.abc import Iterator, Sequence

from studyhub.materials.fidelity.flags import Finding, FlagKind, Gravity
from studyhub.materials.fidelity.words import Word, cost, cut, is_word, tags

_H = r"\u3400-\u9fff"
_BROKEN = re.compile(
    r"[\ufffd\ue000-\uf8ff\u0080-\u009f]+|锟斤拷|烫烫烫|屯屯屯|[\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u20ac\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u2026]{3,}"
    r"|[\u0300-\u036f\u0400-\u04ff\u0e00-\u0e7f\u0600-\u06ff]{2,}|[\u3105-\u312f]+|\?{3,}|□{2,}|(?<=[\u4e00-\u9fff])\?{2}(?=[\u4e00-\u9fff])"
)
_RUN = re.compile(r"[^\x00-\x7f\s，。、；：？！“”（）《》]{3,}")
_SAME = re.compile(rf"([{_H}A-Za-z，。、；：！？])\1{{2,}}")
_DOUBLED = re.compile(rf"([{_H}])\1")
_PHRASE = re.compile(rf"([{_H}]{{2}}|[{_H}，、；：。0-9]{{3,24}})\1+")
_CLAUSE = re.compile(rf"(?<![{_H}])([{_H}]{{5,60}})[，,、；]\1(?![{_H}])")
_MAY_DOUBLE = frozenset("对有为以在向要是把和与")
_EACH = frozenset("件条个项处人事天年月日时层户家点步声字句次回行样队代桩村镇岗")

_TRADITIONAL = "個國黨會員產業務學習習組織織領導導書記記發發展開關於與為無從來時這進還過對們樣種經過歷現實際義觀點電話話說讀寫聽見體系統統戰爭爭勝利歲歲車運動動勞農場廠銀錢財貨買賣質量標準準確認識論證據據處報紙網絡頁圖像畫聲響應該當選舉擔責責任風氣氣態環境園區縣鎮鄉廣東門間問題題類別別長張強強調調整齊齊備備條約約束結構構築築牢護衛衛醫藥師傅傳統統計劃劃設計計畫訓練練習養育護愛愛國國家庭務務必須須項頭腦腦力勢勢必將將軍專專業業績績效雙兩個萬億歸納納入黨議議會論壇壇場陽陰陸陳陣隊隊伍階級級層層級龍馬鳥魚鳳齒齡麗麼麥黃點"
_SIMPLIFIED = "个国党会员产业务学习习组织织领导导书记记发发展开关于与为无从来时这进还过对们样种经过历现实际义观点电话话说读写听见体系统统战争争胜利岁岁车运动动劳农场厂银钱财货买卖质量标准准确认识论证据据处报纸网络页图像画声响应该当选举担责责任风气气态环境园区县镇乡广东门间问题题类别别长张强强调调整齐齐备备条约约束结构构筑筑牢护卫卫医药师傅传统统计划划设计计划训练练习养育护爱爱国国家庭务务必须须项头脑脑力势势必将将军专专业业绩绩效双两个万亿归纳纳入党议议会论坛坛场阳阴陆陈阵队队伍阶级级层层级龙马鸟鱼凤齿龄丽么麦黄点"
_FORMS = {old: new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if old != new}
_ALSO_SIMPLIFIED = frozenset("瞭喆堃昇珮甯淼祎玥瑄喦勍锺鍾邨囍崑崙濛鬥")
_BIG5_COMMON = (b"\xa4\x40", b"\xc6\x7e")

_LOOKALIKES = (
    "己已巳", "未末", "人入八", "士土工", "干千于", "日曰", "大太犬", "戊戌戍", "侍待持", "拔拨", "治冶", "抓爪", "晴睛", "辨辩辫", "贷货", "析折拆", "师帅",
    "住往佳", "候侯", "刀刁力", "天夭", "令今", "免兔", "名各", "体休", "困因", "王玉主", "间问", "白自", "目日", "木本", "夫失", "牛午", "东车", "乌鸟",
    "处外", "没设", "历厉", "坏环", "怀杯", "提堤", "徒徙", "竞竟", "钩钧", "即既", "推堆", "准淮", "洽恰", "陪培", "倍部", "募幕墓", "粱梁", "嬴赢", "祟崇",
    "历压", "拆折", "祖租", "传转", "领顷", "科料", "列到", "加如", "组姐", "级极", "结洁", "导异", "会全合", "党堂觉", "代伐", "化北", "风凤", "民氏", "市布", "县具", "乡夕",
    "思恩", "忧优", "员贝", "买卖", "实买", "责贵", "质盾", "育肓", "政攻", "改攻", "效郊", "规现", "观视", "建健", "廷延", "务条", "动劲", "助肋", "究穷", "容客", "宣宜", "宦官",
)  # fmt: skip
_ALIKE: dict[str, str] = {}
for _group in _LOOKALIKES:
    for _letter in _group:
        _ALIKE[_letter] = _ALIKE.get(_letter, "") + _group.replace(_letter, "")
MISREAD, LEAST_SAVED = 6.5, 4.5
"""By how much a text must cost less with the look-alike before a letter counts as misread; less where the word it makes
is among the most usual."""


def check_broken(text: str) -> Iterator[Finding]:
    """What is left where an encoding was mistaken for another."""
    for match in _BROKEN.finditer(text):
        if match[0].strip("…"):
            yield Finding(match.start(), match.end(), FlagKind.BROKEN, "这里是乱码，请对照原文补上。")
    for match in _RUN.finditer(text):
        place = match.start()
        while place < match.end() - 2:
            if not _may_begin(text[place]):
                place += 1
                continue
            for length in range(min(24, match.end() - place), 2, -1):
                if meant := _decoded(text[place : place + length]):
                    yield Finding(
                        place,
                        place + length,
                        FlagKind.BROKEN,
                        f"这里像是编码弄错产生的乱码，原文可能是“{meant}”。",
                        meant,
                    )
                    place += length
                    break
            else:
                place += 1


def _may_begin(letter: str) -> bool:
    """Whether the GBK bytes of a letter are those with which a Chinese letter begins in UTF-8; few are."""
    found = letter.encode("gbk", "ignore")
    return len(found) == 2 and 0xE4 <= found[0] <= 0xE9 and 0x80 <= found[1] <= 0xBF


def _decoded(text: str) -> str:
    """What a text meant whose UTF-8 bytes were taken for GBK; empty when it was not so."""
    try:
        meant = text.encode("gbk").decode("utf-8")
        meant.encode("gb2312")
    except UnicodeError:
        return ""
    return meant if all("\u4e00" <= letter <= "\u9fff" for letter in meant) else ""


def check_repeated(text: str) -> Iterator[Finding]:
    """Letters, phrases and clauses written twice."""
    taken: list[tuple[int, int]] = []
    for pattern, what in ((_CLAUSE, "这句话"), (_PHRASE, "词语"), (_SAME, "同一个字")):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if pattern is _PHRASE and _may_repeat(text, match):
                continue
            taken.append(match.span())
            yield Finding(
                match.start(), match.end(), FlagKind.REPEATED, f"{what}“{match[1]}”重复了。", match[1]
            )
    words = cut(text)
    at = {word.start: word for word in words}
    ending = {word.end: word for word in words}
    for match in _DOUBLED.finditer(text):
        middle = match.start() + 1
        before, after = ending.get(middle), at.get(middle)
        if (
            any(start < match.end() and match.start() < end for start, end in taken)
            or before is None
            or after is None
        ):
            continue
        if (len(before.text) == 1 < len(after.text) and match[1] in _MAY_DOUBLE) or match[1] in _EACH:
            continue
        if text[: match.start()].endswith("中国共产"):  # 中国共产党党内监督条例
            continue
        if min(len(before.text), len(after.text)) == 1 and not is_word(match[0]):
            yield Finding(match.start(), match.end(), FlagKind.REPEATED, f"“{match[1]}”字重复了。", match[1])


def _may_repeat(text: str, match: re.Match[str]) -> bool:
    """讨论讨论, 一个一个, and words that just happen to meet: 党员党性 does not repeat, 干部干部 does."""
    phrase = match[1]
    if len(set(phrase)) == 1 or (len(phrase) < 4 and phrase[0] in "一半各几") or is_word(match[0]):
        return True
    return len(phrase) == 2 and any(tag.startswith("v") for word, tag in tags(phrase) if word == phrase)


def check_traditional(text: str) -> Iterator[Finding]:
    """Traditional forms in a simplified text; one finding for all where the text as a whole is traditional."""
    places = [place for place, letter in enumerate(text) if _is_traditional(letter)]
    if len(places) > 10 and len(places) * 8 > len(text):
        yield Finding(0, len(text), FlagKind.TRADITIONAL, "这一段是繁体字。", None, Gravity.LOW)
        return
    place = 0
    while place < len(places):
        last = place
        while last + 1 < len(places) and places[last + 1] == places[last] + 1:
            last += 1
        start, end = places[place], places[last] + 1
        meant = "".join(_FORMS.get(letter, letter) for letter in text[start:end])
        yield Finding(
            start,
            end,
            FlagKind.TRADITIONAL,
            f"“{text[start:end]}”是繁体字，与全文不一致。",
            meant if meant != text[start:end] else None,
        )
        place = last + 1


def _is_traditional(letter: str) -> bool:
    """A letter that simplified writing has not, and that is common where traditional forms are written."""
    if not "\u4e00" <= letter <= "\u9fff" or letter in _ALSO_SIMPLIFIED:
        return False
    if letter in _FORMS:
        return True
    try:
        letter.encode("gb2312")
    except UnicodeError:
        try:
            return _BIG5_COMMON[0] <= letter.encode("big5") <= _BIG5_COMMON[1]
        except UnicodeError:
            return False
    return False


def check_misread(text: str) -> Iterator[Finding]:
    """Letters that stand alone where a look-alike would make a usual word: 自已 for 自己."""
    words = cut(text)
    for number, word in enumerate(words):
        rare_word = len(word.text) == 2 and cost(word.text) > 11.5
        if len(word.text) > 1 and not rare_word:
            continue
        for offset, letter in enumerate(word.text):
            for alike in _ALIKE.get(letter, ""):
                if found := _better(words, number, offset, alike):
                    place = word.start + offset
                    reason = f"“{letter}”疑为“{alike}”之误（“{found}”）。"
                    yield Finding(place, place + 1, FlagKind.MISREAD, reason, alike)
                    break
            else:
                continue
            break


def _better(words: Sequence[Word], number: int, offset: int, alike: str) -> str:
    """The usual word that a look-alike would make here; empty when none is much likelier than what stands there."""
    window = words[max(0, number - 1) : number + 2]
    before = sum(len(word.text) for word in window if word.end <= words[number].start)
    whole = "".join(word.text for word in window)
    place = before + offset
    changed = whole[:place] + alike + whole[place + 1 :]
    saved = cost(whole) - cost(changed)
    if saved < LEAST_SAVED:
        return ""
    made = next((word.text for word in cut(changed) if word.start <= place < word.end), "")
    is_usual = cost(made) < (13.5 if saved > MISREAD else 10.5)
    return made if len(made) > 1 and is_usual else ""
