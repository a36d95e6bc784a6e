"""A view of a log that grows: what was read once is kept, and read on from there."""

from __future__ import annotations

from engine.events import ProcessEvent, RegisterEvent
from engine.events import process as processes
from engine.events import register as registers
from engine.events.process import Process
from engine.events.register import Register
from engine.record import Entry
from engine.view import View


class Growing(View):
    """A view that is looked at again and again: what was read once is kept, and what is folded
    goes on from there."""

    def __init__(self, view: View) -> None:
        super().__init__(view.log, view.snapshots)
        self._process = Process()
        self._registers: dict[str, Register] = {}

    def renew(self) -> None:
        """From here on it is the log as it stands now."""
        self._heads.clear()

    def entries(self, stream: str) -> list[Entry]:
        """A stream's entries, up to its head."""
        known = self._entries.setdefault(stream, [])
        last = self.head(stream)[0]
        if len(known) < last:
            known += self.log.read(stream, last, after=len(known))
        return known

    def process(self) -> Process:
        """The process; the same object, further on, when it is asked for again."""
        for entry in self.entries(processes.STREAM)[self._process.step :]:
            assert isinstance(entry.record.event, ProcessEvent)
            processes.evolve(self._process, entry.record.event)
        return self._process

    def register(self, work: str) -> Register:
        """A work's register; as `process`."""
        register = self._registers.setdefault(work, Register())
        for entry in self.entries(registers.stream(work))[register.step :]:
            assert isinstance(entry.record.event, RegisterEvent)
            registers.evolve(register, entry.record.event)
        return register
