"""The shapes that go over the wire, as marshmallow schemas: they check input, write output and describe both."""

from marshmallow import Schema, fields, validate

from studyhub.web.api.wire_fields import REQUIRED, Amount, Described, Moment, Text, strict_integer


class Node(Schema):
    """A unit of the organisation."""

    id = fields.Integer()
    name = fields.String()


class Problem(Schema):
    """Every error."""

    code = fields.String()
    message = fields.String()
    fields_ = fields.Dict(keys=fields.String(), values=fields.String(), data_key="fields")


class Post(Schema):
    """A role over a unit."""

    role = fields.String()
    unit = fields.Nested(Node)


class Me(Schema):
    """The signed-in person."""

    id = fields.Integer()
    name = fields.String()
    employee_number = fields.String()
    phone = fields.String()
    unit = fields.Nested(Node, allow_none=True)
    roles = fields.List(fields.Nested(Post))
    points = fields.Integer()


class SignInRequest(Schema):
    """An employee number or phone, and the password."""

    login = Text(required=True, validate=validate.Length(1, 64, error="请填写工号或手机号。"))
    password = Text(required=True, validate=validate.Length(1, 256, error="请填写密码。"))


class SignInAnswer(Schema):
    """A fresh session; the token is shown this once."""

    token = fields.String()
    expires_at = Moment()
    must_change_password = fields.Boolean()
    member = fields.Nested(Me)


class PointEntry(Schema):
    """One entry of the ledger."""

    rule = fields.String()
    note = fields.String()
    points = fields.Integer()
    awarded_at = Moment()


class Points(Schema):
    """The ledger and its total."""

    total = fields.Integer()
    entries = fields.List(fields.Nested(PointEntry))


class Progress(Schema):
    """How far a member has read; percent is a whole number from 0 to 100."""

    paragraph = fields.String(allow_none=True)
    percent = fields.Integer()
    completed_at = Moment(allow_none=True)


class ProgressRequest(Schema):
    """The id of the paragraph that is being read, and of those that were on the screen since the last time."""

    paragraph = Text(required=True, validate=validate.Length(1, 64, error="段落编号不对。"))
    seen = fields.List(
        Text(validate=validate.Length(1, 64, error="段落编号不对。")),
        load_default=list,
        validate=validate.Length(max=3000, error="段落太多。"),
    )


class ParagraphPicture(Schema):
    """The picture that a paragraph shows: where it is, its size in pixels. The paragraph's text says what is on it."""

    address = fields.String()
    width = fields.Integer()
    height = fields.Integer()


class Paragraph(Schema):
    """A paragraph; its id stays the same through edits. key_sentences stand in its text as they are."""

    id = fields.String()
    text = fields.String()
    kind = fields.String()
    key_sentences = fields.List(fields.String())
    picture = fields.Nested(ParagraphPicture, allow_none=True)


class Section(Schema):
    """A titled part of a study unit."""

    title = fields.String()
    paragraphs = fields.List(fields.Nested(Paragraph))


class StudyUnit(Schema):
    """A study unit with its text; corrected_at is null unless its words were corrected after publication."""

    id = fields.Integer()
    title = fields.String()
    summary = fields.String()
    key_points = fields.List(fields.String())
    questions = fields.List(fields.String())
    corrected_at = Moment(allow_none=True)
    correction_note = fields.String()
    character_count = fields.Integer()
    minutes = fields.Integer()
    sources = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))
    sections = fields.List(fields.Nested(Section))
    progress = fields.Nested(Progress)


class AttemptBrief(Schema):
    """The member's own attempt; raw only once it is graded."""

    id = fields.Integer()
    status = fields.String()
    raw = Amount(allow_none=True)


class QuizBrief(Schema):
    """A quiz as the study day shows it."""

    id = fields.Integer()
    title = fields.String()
    state = fields.String()
    opens_at = Moment(allow_none=True)
    closes_at = Moment(allow_none=True)
    time_limit_seconds = fields.Integer()
    item_count = fields.Integer()
    max_points = Amount()
    attempt = fields.Nested(AttemptBrief, allow_none=True)


class StudyUnitBrief(Schema):
    """A study unit as the study day shows it."""

    id = fields.Integer()
    title = fields.String()
    minutes = fields.Integer()
    percent = fields.Integer()
    completed_at = Moment(allow_none=True)


class Participation(Schema):
    """todo, doing or done."""

    state = fields.String()
    done_at = Moment(allow_none=True)


class StudyDay(Schema):
    """A study day for this member."""

    id = fields.Integer()
    title = fields.String()
    held_on = fields.Date()
    opens_at = Moment()
    closes_at = Moment()
    is_open = fields.Boolean()
    study_unit = fields.Nested(StudyUnitBrief, allow_none=True)
    quiz = fields.Nested(QuizBrief, allow_none=True)
    participation = fields.Nested(Participation)


class Choice(Schema):
    """A choice, by the letter of the place in which it is shown (a prompt by its number)."""

    id = fields.String()
    text = fields.String()


class Picture(Schema):
    """What [[picture:NAME]] in a text of the same slot stands for: where it is, its size in pixels, what it shows."""

    name = fields.String()
    address = fields.String()
    width = fields.Integer()
    height = fields.Integer()
    description = fields.String()


class Question(Schema):
    """One question of a paper as it is shown; nothing here tells the key.

    Questions of one material follow each other and carry the same stimulus; it is empty where there is none.
    """

    number = fields.Integer()
    section = fields.String()
    type = fields.String()
    stimulus = fields.String()
    stem = fields.String()
    pictures = fields.List(fields.Nested(Picture))
    points = Amount()
    choices = fields.List(fields.Nested(Choice))
    prompts = fields.List(fields.Nested(Choice))
    response = fields.List(fields.String(), allow_none=True)


class Slot(Question):
    """A question that is being answered, and what is saved of the response to it."""

    marking = fields.String()
    blank_count = fields.Integer()
    is_flagged = fields.Boolean()
    sequence = fields.Integer()
    saved_at = Moment(allow_none=True)


class QuizName(Schema):
    """A quiz by name."""

    id = fields.Integer()
    title = fields.String()


class Attempt(Schema):
    """A sitting with its frozen paper. `token` lets answers be saved after the session has ended."""

    id = fields.Integer()
    quiz = fields.Nested(QuizName)
    status = fields.String()
    started_at = Moment()
    deadline_at = Moment()
    grace_seconds = fields.Integer()
    now = Moment()
    token = fields.String()
    slots = Described(fields.Nested(Slot))


class ResponseRequest(Schema):
    """A response and its sequence number, which must rise with every change of this slot."""

    values = fields.List(
        Text(validate=validate.Length(max=5000, error="内容太长。")),
        required=True,
        validate=validate.Length(max=60, error="内容太多。"),
        error_messages={**REQUIRED, "invalid": "答案应为列表。"},
    )
    sequence = strict_integer(1, 2**53)
    is_flagged = fields.Boolean(
        truthy={True},
        falsy={False},
        load_default=None,
        error_messages={"invalid": "这一项应为 true 或 false。"},
    )


class Receipt(Schema):
    """What is stored, durably, when this is answered."""

    slot = fields.Integer()
    sequence = fields.Integer()
    saved_at = Moment(allow_none=True)


class Nothing(Schema):
    """An empty object."""


class Submission(Schema):
    """When and by whom the attempt was submitted."""

    attempt_id = fields.Integer()
    status = fields.String()
    submitted_at = Moment()
    is_submitted_by_server = fields.Boolean()


class ResultSource(Schema):
    """The paragraph that an item tests."""

    study_unit_id = fields.Integer()
    title = fields.String()
    paragraph = fields.String()
    quote = fields.String()


class ResultSlot(Question):
    """A graded question; score, key and explanation are there only when the review rule allows."""

    raw = Amount()
    outcome = fields.String()
    key = fields.List(fields.String())
    blanks = fields.List(fields.List(fields.String()))
    explanation = fields.String()
    source = fields.Nested(ResultSource, allow_none=True)


class Result(Schema):
    """The result of a submitted attempt."""

    attempt_id = fields.Integer()
    quiz = fields.Nested(QuizName)
    status = fields.String()
    submitted_at = Moment()
    is_submitted_by_server = fields.Boolean()
    raw = Amount()
    max = Amount()
    percent = fields.Integer()
    pass_percent = fields.Integer()
    is_passed = fields.Boolean()
    may_review = fields.Boolean()
    review_rule = fields.String()
    review_opens_at = Moment(allow_none=True)
    points_awarded = fields.Integer()
    slots = fields.List(fields.Nested(ResultSlot))


class MemberStanding(Schema):
    """A member's place; equal points share a place."""

    place = fields.Integer()
    name = fields.String()
    unit = fields.String()
    points = fields.Integer()
    is_me = fields.Boolean()


class OwnStanding(Schema):
    """One's own place."""

    place = fields.Integer()
    points = fields.Integer()


class MemberBoard(Schema):
    """The members' leaderboard."""

    scope = fields.String()
    ranked_count = fields.Integer()
    mine = fields.Nested(OwnStanding, allow_none=True)
    standings = Described(fields.Nested(MemberStanding))


class BranchStanding(Schema):
    """A branch's place by participation: done of due; rate from 0 to 1."""

    place = fields.Integer()
    unit = fields.Nested(Node)
    done = fields.Integer()
    due = fields.Integer()
    rate = fields.Float()
    average_percent = fields.Float(allow_none=True)


class StudyDayName(Schema):
    """A study day by name."""

    id = fields.Integer()
    title = fields.String()
    held_on = fields.Date()


class Total(Schema):
    """All branches together."""

    done = fields.Integer()
    due = fields.Integer()


class BranchBoard(Schema):
    """The branches' leaderboard of one study day."""

    study_day = fields.Nested(StudyDayName, allow_none=True)
    total = fields.Nested(Total)
    mine = fields.Nested(BranchStanding, allow_none=True)
    standings = Described(fields.Nested(BranchStanding))
