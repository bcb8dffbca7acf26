"""题库体检: what contradicts, what repeats, what could be written better, what has run out of its time."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from studyhub.items import queries
from studyhub.organisation.rules import Permission
from studyhub.web.kit import current_actor, db, permit
from studyhub.web.organiser.item_filters import ATTENTION_NAMES, attend_to
from studyhub.web.organiser.page import render_desk

blueprint = Blueprint("organiser_item_checkup", __name__, url_prefix="/organiser/items/check-up")

PAGE_SIZE = 20
LINT_NAMES = {
    "letter_reference": "解析里写着选项字母",
    "unlocked_choice": "“以上都对”没有固定位置",
    "longest_key": "正确答案明显最长",
    "same_choices": "两个选项几乎一样",
    "nested_choices": "选项互相包含",
    "overlapping_choices": "选项范围重叠",
    "answer_in_stem": "题干里写着答案",
    "missing_explanation": "没有解析",
    "absolute_word": "用词绝对，一看就错",
    "repeated_explanation": "解析与别的题相同",
    "longest_keys": "整个题库",
}
# What to do about the items of a list, beside its link.
ADVICE_ON_LISTS = {
    "expired": "组卷不再抽到。内容还对就延长有效期，不对就停用。",
    "expiring": "快要不能抽到了，请先备好接替的题。",
    "upcoming": "到了生效的日子自动可以抽到，不用处理。",
    "source": "材料的那一段改了，请对照原文看题目还对不对。",
    "unsigned": "导入时就设为可用，没有第二个人看过。请抽空审一遍。",
    "waiting": "请另一位同志审定或退回。",
}


@blueprint.get("")
@permit(Permission.MANAGE_ITEMS)
def view() -> ResponseReturnValue:
    """One kind of finding at a time, page by page; the lists beside it lead into the bank."""
    health = queries.bank_health(db(), current_actor())
    kinds: dict[str, tuple[Any, ...]] = {
        "contradictions": health.contradictions,
        "duplicates": health.duplicates,
        "advice": health.advice,
    }
    show = request.args.get("show", "")
    show = show if show in kinds else next((name for name in kinds if kinds[name]), "contradictions")
    code = request.args.get("code", "")
    found = [each for each in kinds[show] if not code or show != "advice" or each.code == code]
    page = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-len(found) // PAGE_SIZE)))
    return render_desk(
        "organiser/item_checkup/view.html",
        health=health,
        show=show,
        code=code,
        codes=_counted(health),
        found=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        page=page,
        page_count=-(-len(found) // PAGE_SIZE),
        page_url=lambda number: url_for(".view", show=show, code=code or None, page=number),
        lint_names=LINT_NAMES,
        lists=[(name, title, _count(name), ADVICE_ON_LISTS[name]) for name, title in ATTENTION_NAMES.items()],
    )


def _counted(health: queries.BankHealth) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in health.advice:
        counts[each.code] = counts.get(each.code, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: -entry[1]))


def _count(attention: str) -> int:
    return queries.count_items(db(), current_actor(), attend_to(attention))
