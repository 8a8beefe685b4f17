"""The hidden folder beside an output in which a run keeps its work, and the lock on it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from netralnlp.errors import ScoringError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class RunFolder:
    """Where the journal, the draft of the output and a copy of standard input are while a run is not finished.

    In a `with` block the folder is locked: the lock is the kernel's, no child process inherits it, and it ends with
    the process. After the block the folder is gone, unless it holds a journal.

    Raises:
        ScoringError: another run holds the lock, or the folder cannot be made.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out.with_name(f".{out.name}.netralnlp")
        self.journal = self.path / "journal"
        self.draft = self.path / "draft"
        self.standard_input = self.path / "input"
        self._lock_path = self.path / "lock"
        self._lock = -1

    def __enter__(self) -> RunFolder:
        try:
            if self.out.exists() and not self.out.is_file():
                raise ScoringError.unwritable(self.out, "It is not a file")
            while not self._locked():
                pass
            self._clear_unfinished()
        except OSError as error:
            self._unlock()
            raise ScoringError.unwritable(self.out, error.strerror) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._clear_unfinished()
            if not self.journal.exists():
                if sys.platform == "win32":  # which removes no open file
                    self._unlock()
                self._lock_path.unlink()
                self.path.rmdir()
        self._unlock()

    def clear(self) -> None:
        """Remove what is in the folder, but for the lock."""
        for path in self.path.iterdir():
            if path != self._lock_path:
                path.unlink()

    def _clear_unfinished(self) -> None:
        """Remove what no run can go on with."""
        for path in self.path.iterdir():
            if path not in (self._lock_path, self.journal):
                path.unlink()

    def _locked(self) -> bool:
        """Take the lock; False where the folder was removed by the run that had it."""
        self.path.mkdir(exist_ok=True)
        try:
            self._lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:
            if not self.out.parent.exists():
                raise
            return False
        try:
            _take(self._lock)
        except (BlockingIOError, PermissionError):
            self._unlock()
            raise ScoringError.busy(self.out) from None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(self._lock), self._lock_path.stat()):
                return True
        self._unlock()
        return False

    def _unlock(self) -> None:
        if self._lock != -1:
            os.close(self._lock)
            self._lock = -1


if sys.platform == "win32":

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
