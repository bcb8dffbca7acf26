"""For what there are points, and how many."""

from dataclasses import dataclass

SHARE_OF_PERCENT = 5
"""A point for every five percent of a quiz."""


@dataclass(frozen=True)
class PointRule:
    """A way to earn points; `name` and `description` are shown to members."""

    code: str
    name: str
    description: str


READING = PointRule("reading_completed", "学习", "读完一个学习单元，得 10 分")
QUIZ = PointRule("quiz_submitted", "答题", "交卷得 10 分，另按得分率最多加 20 分")
STUDY_DAY = PointRule("study_day_taken_part", "统一学习日", "参加一次统一学习日，得 5 分")
PROGRAMME = PointRule("programme_completed", "学习计划", "完成一个学习计划，得 20 分")

RULES: dict[str, PointRule] = {rule.code: rule for rule in (READING, QUIZ, STUDY_DAY, PROGRAMME)}


def points_for_reading() -> int:
    """Points for a study unit read to its end, once for each unit."""
    return 10


def points_for_quiz(percent: int) -> int:
    """Points for a submitted quiz: 10, and up to 20 more by the percent reached (0 to 100), halves rounded up."""
    return 10 + (2 * percent + SHARE_OF_PERCENT) // (2 * SHARE_OF_PERCENT)


def points_for_study_day() -> int:
    """Points for taking part in a study day."""
    return 5


def points_for_programme() -> int:
    """Points for a programme completed, beside those for its units."""
    return 20
