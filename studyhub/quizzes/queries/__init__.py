"""Reads of quizzes and attempts; what an actor may not see is not fetched, and keys only when the rule allows."""

from studyhub.quizzes.queries.analysis import ItemAnalysis, QuizAnalysis, analyse_quiz
from studyhub.quizzes.queries.attempts import AttemptView, SlotView, WireChoice, get_attempt, is_due, list_due
from studyhub.quizzes.queries.item_reports import (
    ItemReportView,
    OwnReport,
    count_open_reports,
    list_reports,
    own_reports,
)
from studyhub.quizzes.queries.marking import MarkingView, OpenResponse, count_open_responses, get_marking
from studyhub.quizzes.queries.member_quizzes import (
    OwnAttempt,
    QuizCard,
    SectionSummary,
    get_quiz_for_member,
    list_quizzes_for_member,
)
from studyhub.quizzes.queries.organiser_quizzes import (
    DifficultySpread,
    QuizDetail,
    QuizRow,
    get_for_organiser,
    list_for_organiser,
    shortfalls_of,
)
from studyhub.quizzes.queries.regrading import (
    RegradedSlot,
    RegradePreview,
    RegradeTarget,
    find_target,
    regrade_preview,
)
from studyhub.quizzes.queries.results import (
    CorrectionView,
    ResultChange,
    ResultSlot,
    ResultView,
    SourceView,
    get_attempt_picture,
    get_result,
)
from studyhub.quizzes.queries.sample_papers import (
    BlueprintStock,
    CellStock,
    SamplePaper,
    draw_sample,
    stock_of,
)
from studyhub.quizzes.queries.verification import Disclosure, PaperRecord, get_disclosure, own_paper

__all__ = [
    "AttemptView",
    "BlueprintStock",
    "CellStock",
    "CorrectionView",
    "DifficultySpread",
    "Disclosure",
    "ItemAnalysis",
    "ItemReportView",
    "MarkingView",
    "OpenResponse",
    "OwnAttempt",
    "OwnReport",
    "PaperRecord",
    "QuizAnalysis",
    "QuizCard",
    "QuizDetail",
    "QuizRow",
    "RegradePreview",
    "RegradeTarget",
    "RegradedSlot",
    "ResultChange",
    "ResultSlot",
    "ResultView",
    "SamplePaper",
    "SectionSummary",
    "SlotView",
    "SourceView",
    "WireChoice",
    "analyse_quiz",
    "count_open_reports",
    "count_open_responses",
    "draw_sample",
    "find_target",
    "get_attempt",
    "get_attempt_picture",
    "get_disclosure",
    "get_for_organiser",
    "get_marking",
    "get_quiz_for_member",
    "get_result",
    "is_due",
    "list_due",
    "list_for_organiser",
    "list_quizzes_for_member",
    "list_reports",
    "own_paper",
    "own_reports",
    "regrade_preview",
    "shortfalls_of",
    "stock_of",
]
