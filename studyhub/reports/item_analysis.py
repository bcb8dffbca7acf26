"""The item analysis of a quiz in words and as an xlsx workbook."""

from datetime import datetime
from io import BytesIO
from typing import Any

from question_bank import TYPE_NAMES, Reliability
from studyhub.quizzes.queries import ItemAnalysis, QuizAnalysis
from studyhub.quizzes.rules.analysis import FEW, WEAK, Flag
from studyhub.reports.sheets import local_time, write_sheet

FLAG_NAMES = {
    Flag.TOO_EASY: "太易",
    Flag.TOO_HARD: "太难",
    Flag.WEAK: "区分不开",
    Flag.DOUBTFUL_KEY: "可能答案有误",
}
GOOD_DISCRIMINATION = 30.0
GOOD_RELIABILITY, FAIR_RELIABILITY = 80.0, 60.0


def discrimination_word(index: float | None, attempts: int) -> str:
    """What a discrimination index says; nothing below FEW attempts or where everybody did alike."""
    if index is None or attempts < FEW:
        return "暂无"
    if index < 0:
        return "相反：学得好的人反而常错"
    if index < WEAK:
        return "弱"
    return "好" if index >= GOOD_DISCRIMINATION else "一般"


def reliability_word(test: Reliability) -> str:
    """What the internal consistency says about a whole test."""
    if test.internal_consistency is None or test.attempts < FEW:
        return "暂无"
    if test.internal_consistency >= GOOD_RELIABILITY:
        return "可靠"
    return "尚可" if test.internal_consistency >= FAIR_RELIABILITY else "偏低"


def analysis_workbook(analysis: QuizAnalysis, *, now: datetime) -> bytes:
    """The sheets 概况 (the test), 题目 (a row an item) and 选项 (a row a choice). Figures are None where they say nothing."""
    # It costs 60 MB of memory and a quarter of a second, which only those need who export.
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    _write_test(workbook, analysis, now)
    _write_items(workbook, analysis)
    _write_choices(workbook, analysis)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _write_test(workbook: Any, analysis: QuizAnalysis, now: datetime) -> None:
    test = analysis.reliability
    is_few = test.attempts < FEW
    rows: list[tuple[Any, ...]] = [
        ("测验", analysis.title),
        ("满分", float(analysis.max_points)),
        ("已交卷", analysis.submitted_count),
        ("统计的答卷", analysis.sample_count),
        ("平均分", test.mean if test.attempts else None),
        ("标准差", None if is_few else test.deviation),
        ("信度（内部一致性，%）", None if is_few else test.internal_consistency),
        ("信度说明", reliability_word(test)),
        ("测量标准误（分）", None if is_few else test.standard_error),
        ("说明", f"少于 {FEW} 份答卷的数字没有意义，留空。"),
        ("导出时间", local_time(now)),
    ]
    write_sheet(workbook, "概况", rows, header=0, widths=(24, 40), shares=())


def _write_items(workbook: Any, analysis: QuizAnalysis) -> None:
    header = (
        "题目编号", "题型", "题干", "人次", "得分率", "得分率下限", "得分率上限", "区分度", "区分效率", "有效权重",
        "提示", "错在哪里", "备注",
    )  # fmt: skip
    rows = [_item_row(each) for each in analysis.items]
    write_sheet(
        workbook, "题目", [header, *rows], header=1, shares=(5, 6, 7),
        widths=(16, 10, 50, 8, 10, 12, 12, 10, 10, 10, 18, 44, 16),
    )  # fmt: skip


def _item_row(each: ItemAnalysis) -> tuple[Any, ...]:
    figures = each.statistics
    low, high = figures.interval or (None, None)
    is_few = figures.attempts < FEW
    return (
        each.item.id,
        TYPE_NAMES[each.item.type],
        each.item.stem,
        figures.attempts,
        None if is_few else figures.facility,
        low,
        high,
        None if is_few else figures.discrimination_index,
        None if is_few else figures.discriminative_efficiency,
        None if is_few else figures.effective_weight,
        "、".join(FLAG_NAMES[flag] for flag in each.flags),
        each.mistake,
        "已作废" if each.is_void else "题库中的答案已改" if each.is_changed else None,
    )


def _write_choices(workbook: Any, analysis: QuizAnalysis) -> None:
    header = ("题目编号", "选项", "内容", "是否正确答案", "选的人数", "选的人占比", "选的人平均得分率")
    rows = [
        (
            each.item.id,
            choice.letter or choice.text,
            choice.text,
            "是" if choice.is_key else None,
            choice.count,
            choice.count / each.statistics.attempts,
            choice.mean_share if each.statistics.attempts >= FEW else None,
        )
        for each in analysis.items
        for choice in each.choices
    ]
    write_sheet(
        workbook, "选项", [header, *rows], header=1, widths=(16, 8, 50, 14, 10, 12, 18), shares=(6, 7)
    )
