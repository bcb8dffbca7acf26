"""What a quiz may be made of."""

from dataclasses import dataclass
from datetime import timedelta

from question_bank import Blueprint
from studyhub.quizzes.rules.timing import ReviewRule

MAX_TITLE = 60
MAX_ITEMS = 200
SHORTEST = timedelta(seconds=30)
LONGEST = timedelta(hours=12)
LONGEST_GRACE = timedelta(seconds=60)


@dataclass(frozen=True)
class QuizDraft:
    """What an organiser decides about a quiz; durations as timedelta in whole seconds, `pass_percent` 0 to 100.

    `prefers_unseen`: items that a member has not met in earlier attempts are drawn first.
    """

    title: str
    blueprint: Blueprint
    time_limit: timedelta
    pass_percent: int = 60
    review_rule: ReviewRule = ReviewRule.AFTER_SUBMISSION
    grace: timedelta = timedelta(seconds=5)
    prefers_unseen: bool = True


def draft_problems(draft: QuizDraft) -> dict[str, str]:
    """What keeps a draft from being saved, whatever the bank: a sentence for each field."""
    found: dict[str, str] = {}
    if not 0 < len(draft.title.strip()) <= MAX_TITLE:
        found["title"] = f"请填写答题名称（{MAX_TITLE} 字以内）。"
    if not SHORTEST <= draft.time_limit <= LONGEST:
        found["time_limit"] = "限时应在 30 秒到 12 小时之间。"
    if not timedelta(0) <= draft.grace <= LONGEST_GRACE:
        found["grace"] = "宽限应在 0 到 60 秒之间。"
    if not 0 <= draft.pass_percent <= 100:
        found["pass_percent"] = "合格线应在 0 到 100 之间。"  # noqa: S105 (the pass mark)
    if wrong := draft.blueprint.problems():
        found["blueprint"] = wrong[0]
    elif draft.blueprint.count > MAX_ITEMS:
        found["blueprint"] = f"一份试卷最多 {MAX_ITEMS} 题，请减少题数。"
    return found
