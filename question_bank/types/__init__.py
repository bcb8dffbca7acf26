"""The registry of interaction types: one module each."""

from ..model import ItemType
from .extended_text import ExtendedText
from .fill_in import FillIn
from .interaction import Interaction
from .matching import Matching
from .multiple_response import MultipleResponse
from .numeric import Numeric
from .ordering import Ordering
from .single_choice import SingleChoice
from .true_false import TrueFalse

INTERACTIONS: dict[ItemType, Interaction] = {
    ItemType.SINGLE_CHOICE: SingleChoice(),
    ItemType.MULTIPLE_RESPONSE: MultipleResponse(),
    ItemType.TRUE_FALSE: TrueFalse(),
    ItemType.FILL_IN: FillIn(),
    ItemType.MATCHING: Matching(),
    ItemType.ORDERING: Ordering(),
    ItemType.NUMERIC: Numeric(),
    ItemType.EXTENDED_TEXT: ExtendedText(),
}

__all__ = ["INTERACTIONS", "Interaction"]
