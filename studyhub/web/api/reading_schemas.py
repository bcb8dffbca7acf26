"""What readers write, as it goes over the wire."""

from marshmallow import Schema, fields, validate

from studyhub.web.api.wire_fields import Moment, Text, strict_integer


class NoteRequest(Schema):
    """A highlight (or none) of a paragraph with a note (or an empty one), and the phone's rising sequence number."""

    is_highlighted = fields.Boolean(required=True, truthy={True}, falsy={False})
    text = Text(required=True, validate=validate.Length(max=1000, error="笔记最多 1000 字，请精简。"))
    sequence = strict_integer(1, 2**53 - 1)


class ListeningPlace(Schema):
    """How far a member has listened to a recording, in seconds."""

    seconds = strict_integer(0, 24 * 3600)


class DraftRequest(Schema):
    """A draft of a reflection as it stands, and the phone's rising sequence number."""

    text = Text(required=True, validate=validate.Length(max=5000, error="心得最多 5000 字，请精简。"))
    sequence = strict_integer(1, 2**53 - 1)


class SavedReceipt(Schema):
    """What the server keeps now; a higher sequence than the one sent: something later was there already."""

    sequence = fields.Integer()
    saved_at = Moment()
