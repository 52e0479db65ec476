"""One file that was sent and waits in memory: whose it is, how far it was read, what it would change."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.errors import AppError, NotFound
from app.services.imports.report import Report
from app.services.staff_list import StaffReport


@dataclass
class Held:
    """One file and what is known of it."""

    id: str
    kind: str
    owner: UUID
    file: int
    size: int
    at: float
    state: str = "reading"
    """reading, ready (previewed), failed, taking, done."""
    progress: tuple[int, int] = (0, 0)
    report: Report | StaffReport | None = None
    error: AppError | None = None
    error_number: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def opened(self) -> Iterator[Path]:
        """Where the file can be read within this block, also by a process that is started for it.

        The block has a descriptor of its own: if the file is put aside meanwhile, its number may already belong to
        somebody else's file, and must never be read by that number. Raises NotFound where it is gone.
        """
        with self.lock:
            if self.file < 0:
                raise NotFound
            own = os.dup(self.file)
        try:
            yield Path(f"/proc/{os.getpid()}/fd/{own}")
        finally:
            os.close(own)

    def close(self) -> None:
        """Give the memory back as soon as nobody reads in it any more."""
        with self.lock:
            if self.file >= 0:
                os.close(self.file)
                self.file = -1
