"""Following a log: every event after a position, in order, as it is recorded, by any process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import ListenNotifySubscription, ShutDown

if TYPE_CHECKING:
    from engine.lmdb.log_recorder import LmdbApplicationRecorder

POLL = 0.05
"""Seconds between two looks for what other processes have committed."""


class LmdbSubscription(ListenNotifySubscription["LmdbApplicationRecorder"]):
    """Yields each event of the log after position `gt` once, in order, and waits for more.

    Commits of this process wake it at once, those of others within POLL seconds. With `topics` it
    yields only these. An error met while reading (Damaged) is raised where the events are taken.
    """

    def __init__(
        self, recorder: LmdbApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        # The thread has begun to read; what is committed before it listens, it looks for again.
        recorder.environment.listen(self._has_been_notified)
        self._has_been_notified.set()

    def stop(self) -> None:
        """Ends the iteration, for a thread that waits in it too."""
        super().stop()
        self._recorder.environment.unlisten(self._has_been_notified)

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(POLL)
        except BaseException as error:  # noqa: BLE001  it is raised where the events are taken
            if self._thread_error is None:
                self._thread_error = error
            self.stop()

    def _pull(self) -> None:
        while not self._has_been_stopped:
            self._has_been_notified.clear()
            seen = self._last_notification_id or 0
            last = self._recorder.max_notification_id() or 0
            if last <= seen:
                return
            found = self._recorder.select_notifications(
                seen, self._select_limit, last, self._topics, inclusive_of_start=False
            )
            if found:
                try:
                    self._notifications_queue.put(found)
                except ShutDown:
                    return
            full = len(found) == self._select_limit
            self._last_notification_id = found[-1].id if full else last
