"""What some people of the demonstration wrote about a study day: reflections for their secretaries, a question."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from studyhub.cli.demonstration_history import NOT_YET_TODAY
from studyhub.organisation.rules import Actor, Role
from studyhub.reading.models import ReflectionMark
from studyhub.reading.queries import Subject
from studyhub.reading.service import ask, mark_reflection, submit_reflection
from studyhub.study.queries import get_for_reading

REFLECTIONS = (
    "过去总觉得学习就是听一遍、记一遍，这次先自己读，再和大家一起议，才发现有几处一直理解得不准确。今后参加学习，我要带着问题来，学完以后对照手头的工作列一两件马上能改的事。",
    "题目做下来错了三道，都是原来自以为记得的。回到原文一看，条文写得很清楚，是自己读得太快。学习要慢下来，把每一句话读懂，比读得多更要紧。",
    "讨论的时候，几位年轻同志讲了窗口服务里的难处，对我启发很大。学习不能停在纸面上，听见身边同志的声音，支部才真正像个集体。",
)
COMMENT = "联系实际，说得实在。下次支部会上请您讲一讲。"
QUESTION = "这一段讲的要求，对人数少的党小组也一样适用吗？"


def speak(session: Session, people: Sequence[Actor], day_id: int, study_unit_id: int, at: datetime) -> None:
    """Three members of each branch write after the day, their secretary has read the first; one member asks."""
    units = sorted({actor.unit.id for actor in people if actor.unit})
    for unit_id in units:
        branch = [actor for actor in people if actor.unit and actor.unit.id == unit_id]
        secretary = next(
            actor for actor in branch if any(post.role is Role.SECRETARY for post in actor.posts)
        )
        writers = [actor for actor in branch if not actor.posts and actor.name != NOT_YET_TODAY]
        for number, (writer, text) in enumerate(zip(writers, REFLECTIONS, strict=False)):
            written = submit_reflection(
                session, writer, Subject(study_day_id=day_id), text, now=at + timedelta(minutes=20 * number)
            )
            if number == 0:
                mark_reflection(
                    session,
                    secretary,
                    written.id,
                    ReflectionMark.RECOMMENDED,
                    COMMENT,
                    now=at + timedelta(hours=2),
                )
    asker = next(actor for actor in people if not actor.posts and actor.name != NOT_YET_TODAY)
    anchor = get_for_reading(session, asker, study_unit_id).sections[0].paragraphs[-1].anchor
    ask(session, asker, study_unit_id, anchor, QUESTION, now=at)
