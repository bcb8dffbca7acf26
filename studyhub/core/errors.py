"""One tree of errors. They carry data and a Chinese sentence for a person; HTTP appears only at the door."""

from collections.abc import Mapping


class StudyHubError(Exception):
    """Something a person did that cannot be done; `message` says what is wrong and what to do.

    `code` is a stable word for programs.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class NotFound(StudyHubError):
    """No such thing, or not for this person: the two must look the same."""

    code = "not_found"

    def __init__(self, message: str = "没有找到这项内容，它可能已被移走，或者不在您的范围内。") -> None:
        super().__init__(message)


class Forbidden(StudyHubError):
    """The person's roles do not allow this action."""

    code = "forbidden"

    def __init__(self, message: str = "您的身份没有这项权限。如确有需要，请联系管理员。") -> None:
        super().__init__(message)


class Unauthenticated(StudyHubError):
    """Nobody is signed in, or the sign-in is no longer valid."""

    code = "unauthenticated"

    def __init__(self, message: str = "请先登录。", *, code: str | None = None) -> None:
        super().__init__(message, code=code)


class Invalid(StudyHubError):
    """Input that cannot be accepted; `fields` maps a field (or row) to its sentence."""

    code = "invalid"

    def __init__(
        self, message: str, fields: Mapping[str, str] | None = None, *, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.fields = dict(fields or {})


class Conflict(StudyHubError):
    """The state of things does not allow it now (already submitted, not open, already used)."""

    code = "conflict"


class TooMany(StudyHubError):
    """Too many tries; `retry_after` is in seconds."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
