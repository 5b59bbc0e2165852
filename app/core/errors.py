"""What can go wrong on purpose. Each refusal has a code and one sentence.

``web.errors`` maps these to a status and a page, fragment or problem+json. The sentence
is an English message id; its Russian twin is in the catalogue. ``params`` fill the
``%(name)s`` places of the sentence after translation.
"""

from typing import ClassVar


class AppError(Exception):
    """Base of every deliberate error: a stable code, a status and a sentence."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "Something is wrong with this request."

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.sentence % params if params else self.sentence)


class NotFound(AppError):
    """The thing does not exist, or belongs to another business (never told apart)."""

    code = "not_found"
    status = 404
    sentence = "There is nothing at this address."


class Forbidden(AppError):
    """The person is known but may not do this."""

    code = "forbidden"
    status = 403
    sentence = "Your role does not allow this. Ask the owner of the business."


class Conflict(AppError):
    """The change does not fit the present state."""

    code = "conflict"
    status = 409
    sentence = "This was changed meanwhile. Reload the page and try again."


class Refused(AppError):
    """A rule says no; nothing was changed."""

    code = "refused"
    status = 422
    sentence = "This cannot be done."


class TooMany(AppError):
    """A limit is reached; ``retry_seconds`` says when to come back."""

    code = "too_many_requests"
    status = 429
    sentence = "Too many attempts. Please wait a little and try again."

    def __init__(self, *, retry_seconds: int, **params: object) -> None:
        self.retry_seconds = retry_seconds
        super().__init__(**params)


class Permanent(Exception):
    """An outside call failed and will never succeed as it is."""


class Temporary(Exception):
    """An outside call failed and may succeed later."""
