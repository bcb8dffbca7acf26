"""Every table of the site, for migrations: importing this module fills `metadata`."""

from studyhub.accounts import models as accounts
from studyhub.audit import models as audit
from studyhub.core.db import Base
from studyhub.items import models as items
from studyhub.leaderboards import models as leaderboards
from studyhub.organisation import models as organisation
from studyhub.pictures import models as pictures
from studyhub.points import models as points
from studyhub.programmes import models as programmes
from studyhub.quizzes import models as quizzes
from studyhub.reading import models as reading
from studyhub.study import models as study
from studyhub.study_days import models as study_days

__all__ = [
    "accounts",
    "audit",
    "items",
    "leaderboards",
    "metadata",
    "organisation",
    "pictures",
    "points",
    "programmes",
    "quizzes",
    "reading",
    "study",
    "study_days",
]

metadata = Base.metadata
