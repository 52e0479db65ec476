"""What is logged, and above all what is not: no argument, cookie, token or name of anybody (promise B16)."""

import logging
import re

_SECRET_PATH = re.compile(r"(/calendar/|/public/certificates/|[?&]code=)[^\s/?&\"']+")
"""Addresses that carry a secret in themselves: whoever reads one in a log could open it."""
_NOISY = (
    "reflex_base.event.processor.event_processor",
    "reflex_base.event.processor.base_state_processor",
    "reflex.app",
    "reflex.state",
    "engineio",
    "socketio",
    "granian.access",
    "uvicorn.access",
    "sqlalchemy.engine",
    "httpx",  # would log the robot's address, which is a secret
    "httpcore",
)


class WithoutContents(logging.Filter):
    """Of a record from a noisy logger only its level and its kind of error remain."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what is not an error; empty what is."""
        if record.levelno < logging.ERROR:
            return False
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
        record.msg, record.args, record.exc_info, record.exc_text = f"{record.name}: {kind}", (), None, None
        return True


def quiet() -> None:
    """Set up logging for the server: our own lines in full, those of libraries without their contents."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    only = WithoutContents()
    for name in _NOISY:
        logging.getLogger(name).addFilter(only)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_FromLibraries())
        handler.addFilter(WithoutSecretPaths())


class WithoutSecretPaths(logging.Filter):
    """Whoever writes an address into a line, the secret part of it becomes stars."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask in place; every line stays."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError):
            return True
        masked = _SECRET_PATH.sub(r"\1***", said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True


class _FromLibraries(logging.Filter):
    """The second belt, for loggers below the noisy ones: a child's records pass no filter of its parent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let our own lines and emptied ones through."""
        if record.name.startswith(("linli", "app.")):
            return True
        return WithoutContents().filter(record) if record.name.startswith(("reflex", "engineio", "socketio")) else True
