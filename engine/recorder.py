"""The `eventsourcing` library on LMDB: the factory of its recorders.

    PERSISTENCE_MODULE=engine.recorder
    LMDB_PATH          the folder of the log
    LMDB_VIEWS_PATH    the folder of snapshots; if not set, they lie with the log
    LMDB_MAP_SIZE      bytes that the memory map starts with; it grows
    LMDB_READ_ONLY     yes: open for reading only

These are keys of the application's settings; nothing here looks at the process's environment.
"""

from __future__ import annotations

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
)
from eventsourcing.utils import Environment as Settings
from eventsourcing.utils import EnvType, resolve_topic, strtobool

from engine.errors import NotFound
from engine.lmdb.disk import Unusable
from engine.lmdb.environment import Environment, open_environment
from engine.lmdb.event_recorder import EVENTS, LmdbAggregateRecorder
from engine.lmdb.log_recorder import LmdbApplicationRecorder
from engine.lmdb.tracking_recorder import LmdbProcessRecorder, LmdbTrackingRecorder, track

__all__ = [
    "LmdbAggregateRecorder",
    "LmdbApplicationRecorder",
    "LmdbFactory",
    "LmdbProcessRecorder",
    "LmdbTrackingRecorder",
    "track",
]

LOG = "LMDB_PATH"
VIEWS = "LMDB_VIEWS_PATH"
MAP_SIZE = "LMDB_MAP_SIZE"
READ_ONLY = "LMDB_READ_ONLY"


class LmdbFactory(InfrastructureFactory[LmdbTrackingRecorder]):
    """Makes the recorders of one log. Opens its folder at once, and makes it if it is not there;
    NotFound where LMDB_PATH is not set. `close` it after use.
    """

    def __init__(self, env: Settings | EnvType | None) -> None:
        super().__init__(env)
        self._environments: dict[str, Environment] = {}
        self._environment(LOG)

    def aggregate_recorder(self, purpose: str = EVENTS) -> AggregateRecorder:
        """Events by stream. Those of any purpose but "events" lie in LMDB_VIEWS_PATH, if set."""
        place = VIEWS if purpose != EVENTS and self.env.get(VIEWS) else LOG
        return LmdbAggregateRecorder(self._environment(place), purpose)

    def application_recorder(self) -> ApplicationRecorder:
        """The log."""
        return LmdbApplicationRecorder(self._environment(LOG))

    def tracking_recorder(
        self, tracking_recorder_class: type[LmdbTrackingRecorder] | None = None
    ) -> LmdbTrackingRecorder:
        """Tracking: of the class given, or the one that TRACKING_RECORDER_TOPIC names."""
        if tracking_recorder_class is None:
            topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
            tracking_recorder_class = resolve_topic(topic) if topic else LmdbTrackingRecorder
        return tracking_recorder_class(self._environment(LOG))

    def process_recorder(self) -> ProcessRecorder:
        """The log with its tracking."""
        return LmdbProcessRecorder(self._environment(LOG))

    def close(self) -> None:
        """Ends the use of every recorder made here; to close twice does nothing."""
        for environment in self._environments.values():
            environment.close()

    def _environment(self, key: str) -> Environment:
        environment = self._environments.get(key)
        if environment is None:
            path = self.env.get(key)
            if not path:
                raise NotFound(f"{key} is not set: no folder for the log")
            size = self.env.get(MAP_SIZE)
            if size and not (size.isascii() and size.isdigit()):
                raise Unusable(f"{MAP_SIZE} is {size!r}, not a number of bytes")
            environment = self._environments[key] = open_environment(
                path,
                map_size=int(size) if size else None,
                read_only=strtobool(self.env.get(READ_ONLY) or "no"),
            )
        return environment
