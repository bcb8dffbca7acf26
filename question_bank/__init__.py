"""Questions, papers and grades: typed and framework-free.

An item is a frozen value; papers are drawn by a published generator that anyone can recompute.
"""

from .analysis import ItemStatistics, Observation, Reliability, item_statistics, reliability
from .blueprint import Blueprint, Cell, Section
from .checking import problems
from .difficulty import DifficultyReach, difficulty_reach, expected_difficulty, mean_difficulty
from .drawing import CannotDraw, draw_paper, prepare, shortfalls, verify_paper
from .duplicates import Alike, Likeness, find_duplicates
from .formats import (
    FORMATS,
    CannotWrite,
    FormatError,
    ReadProblem,
    ReadResult,
    Severity,
    bare_question,
    read_items,
    stream_items,
    write_items,
)
from .generator import Generator
from .grading import PaperGrade, SlotGrade, grade, grade_paper, is_blank, right_response
from .lints import Lint, lints
from .model import (
    MARKING_NAMES,
    TYPE_NAMES,
    Choice,
    Grade,
    Item,
    ItemType,
    Marking,
    Outcome,
    Picture,
    Problem,
    Response,
    Source,
)
from .paper import Paper, PaperSlot
from .pool import DifficultyShortfall, Pool, Shortfall
from .starter import SourceNote, StarterSection, StarterUnit, starter_items, starter_units
from .text import PictureName, choice_letter, normalise, render_explanation, stem_parts, text_parts

__all__ = [
    "FORMATS",
    "MARKING_NAMES",
    "TYPE_NAMES",
    "Alike",
    "Blueprint",
    "CannotDraw",
    "CannotWrite",
    "Cell",
    "Choice",
    "DifficultyReach",
    "DifficultyShortfall",
    "FormatError",
    "Generator",
    "Grade",
    "Item",
    "ItemStatistics",
    "ItemType",
    "Likeness",
    "Lint",
    "Marking",
    "Observation",
    "Outcome",
    "Paper",
    "PaperGrade",
    "PaperSlot",
    "Picture",
    "PictureName",
    "Pool",
    "Problem",
    "ReadProblem",
    "ReadResult",
    "Reliability",
    "Response",
    "Section",
    "Severity",
    "Shortfall",
    "SlotGrade",
    "Source",
    "SourceNote",
    "StarterSection",
    "StarterUnit",
    "bare_question",
    "choice_letter",
    "difficulty_reach",
    "draw_paper",
    "expected_difficulty",
    "find_duplicates",
    "grade",
    "grade_paper",
    "is_blank",
    "item_statistics",
    "lints",
    "mean_difficulty",
    "normalise",
    "prepare",
    "problems",
    "read_items",
    "reliability",
    "render_explanation",
    "right_response",
    "shortfalls",
    "starter_items",
    "starter_units",
    "stem_parts",
    "stream_items",
    "text_parts",
    "verify_paper",
    "write_items",
]
