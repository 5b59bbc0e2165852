"""Why a browser is not told."""

from app.core.errors import Permanent, Refused, Temporary


class BadSubscription(Refused):
    """What a browser sent is no subscription: a key or secret has another shape."""

    code = "bad_push_subscription"
    sentence = (
        "The browser gave no usable address for notifications. "
        "Turn them off and on again."
    )


class NoBrowser(Permanent):
    """No browser of the member wants to be told, or none does any more."""


class PushRefused(Permanent):
    """The push service never takes this message."""


class PushBusy(Temporary):
    """The push service asks to come back; ``retry_seconds`` is 0 where it does not say when."""

    def __init__(self, problem: str, retry_seconds: int = 0) -> None:
        self.retry_seconds = retry_seconds
        super().__init__(problem)
