"""The names of our cookies and the one reading of a session secret, for both doors (promise C1)."""

from http.cookies import CookieError, SimpleCookie

from app.config import settings

COOKIE = "__Host-linli_session" if settings.https else "linli_session"
KNOWN_COOKIE = "__Host-linli_known" if settings.https else "linli_known"


def token_in(cookie_header: str) -> str:
    """The session secret in a Cookie header, or ""."""
    try:
        jar: SimpleCookie = SimpleCookie(cookie_header or "")
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""
