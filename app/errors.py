"""What can go wrong, as sentences for the person holding the phone, each with a code for machines."""

from typing import Any


class AppError(Exception):
    """An expected refusal: an HTTP status, a code, and one sentence in each language.

    `params` fill the places of the sentence, so that a screen can say it again in the other language.
    """

    status = 400

    def __init__(self, code: str, zh: str, en: str, **params: Any):
        super().__init__(code)
        self.code, self.zh, self.en, self.params = code, zh, en, params
        self.refused: list[Any] = []
        """Audit rows that are kept although the work is rolled back (promise H1)."""

    def sentence(self, language: str = "zh") -> str:
        """The sentence in `zh` or `en`."""
        return (self.zh if language.startswith("zh") else self.en).format(**self.params)


class Invalid(AppError):
    """What was sent cannot be used as it is (422)."""

    status = 422


class BadRequest(AppError):
    """What was sent cannot even be read (400)."""

    status = 400


class TooLarge(AppError):
    """More than one request may carry (413)."""

    status = 413


class NotSignedIn(AppError):
    """Nobody is signed in, or the session is over (401)."""

    status = 401

    def __init__(self) -> None:
        super().__init__("not_signed_in", "请先登录。", "Please sign in.")


class NotAllowed(AppError):
    """Known who it is, and not theirs to do (403)."""

    status = 403

    def __init__(
        self,
        code: str = "not_allowed",
        zh: str = "这件事不在你的权限里。",
        en: str = "This is not yours to do.",
        **params: Any,
    ):
        super().__init__(code, zh, en, **params)


class NotFound(AppError):
    """Not there, or not there for this person: both look the same (404; promise B4)."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "not_found", "没有找到，可能已经搬走，或不在你的网格。", "Nothing here. It may have moved, or it is not in your grid."
        )


class Conflict(AppError):
    """It clashes with what is already there (409)."""

    status = 409


class TooMany(AppError):
    """Too many tries in a row (429)."""

    status = 429
