"""Writes of quizzes: drafting and publishing, starting and submitting attempts, saving responses."""

from studyhub.quizzes.rules.drafting import QuizDraft
from studyhub.quizzes.service.attempts import Start, start_attempt
from studyhub.quizzes.service.item_reports import answer_report, report_item
from studyhub.quizzes.service.marking import mark
from studyhub.quizzes.service.quizzes import cancel_schedule, create_quiz, edit_quiz, publish, schedule
from studyhub.quizzes.service.regrading import Regrading, regrade
from studyhub.quizzes.service.responses import Receipt, save_response
from studyhub.quizzes.service.submissions import Submission, submit, submit_if_due

__all__ = [
    "QuizDraft",
    "Receipt",
    "Regrading",
    "Start",
    "Submission",
    "answer_report",
    "cancel_schedule",
    "create_quiz",
    "edit_quiz",
    "mark",
    "publish",
    "regrade",
    "report_item",
    "save_response",
    "schedule",
    "start_attempt",
    "submit",
    "submit_if_due",
]
