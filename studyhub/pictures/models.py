"""The table of pictures."""

from sqlalchemy.orm import Mapped, mapped_column

from studyhub.core.db import Base


class StoredPicture(Base):
    """The bytes of a picture, once, however many items and study units show it; never changed."""

    __tablename__ = "pictures"

    digest: Mapped[str] = mapped_column(primary_key=True)  # SHA-256, hex
    media_type: Mapped[str]
    data: Mapped[bytes]
