"""One file that was sent and waits in memory: whose it is, how far it was read, what it would change."""

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.errors import AppError
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
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def path(self) -> Path:
        """Where it can be read, also by a process that is started for it."""
        return Path(f"/proc/{os.getpid()}/fd/{self.file}")

    def close(self) -> None:
        """Give the memory back."""
        if self.file >= 0:
            os.close(self.file)
            self.file = -1
