"""The recorders pass the tests that the `eventsourcing` library ships, inherited as they are."""

from __future__ import annotations

import os
import shutil
import tempfile
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import InfrastructureFactory, Tracking
from eventsourcing.tests import application, persistence, projection
from eventsourcing.utils import Environment, get_topic

from engine.lmdb.environment import open_environment
from engine.postgres.address import Address
from engine.postgres.database import Database
from engine.postgres.recorder import PostgresRecorder
from engine.recorder import (
    LmdbAggregateRecorder,
    LmdbApplicationRecorder,
    LmdbFactory,
    LmdbProcessRecorder,
    LmdbTrackingRecorder,
    track,
)


class Folder:
    """Each test in a store of its own, also where the library reads the process's environment."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.settings = {"PERSISTENCE_MODULE": "engine.recorder", "LMDB_PATH": self.folder}
        patched = patch.dict(os.environ, self.settings)
        patched.start()
        self.addCleanup(patched.stop)
        self.env = Environment(env=self.settings)
        self.environment = open_environment(self.folder)
        self.addCleanup(self.environment.close)
        super().setUp()


class Strings:
    def new_originator_id(self):
        return f"draft/{uuid4()}"


class TestAggregateRecorder(Folder, persistence.AggregateRecorderTestCase):
    def create_recorder(self):
        return LmdbAggregateRecorder(self.environment)


class TestAggregateRecorderOfStrings(Strings, TestAggregateRecorder):
    pass


class TestSnapshotRecorder(Folder, persistence.AggregateRecorderTestCase):
    def create_recorder(self):
        return LmdbAggregateRecorder(self.environment, "snapshots")


class TestApplicationRecorder(Folder, persistence.ApplicationRecorderTestCase):
    def create_recorder(self):
        return LmdbApplicationRecorder(self.environment)

    def test_insert_subscribe(self):
        self.optional_test_insert_subscribe()


class TestApplicationRecorderOfStrings(Strings, TestApplicationRecorder):
    pass


class TestTrackingRecorder(Folder, persistence.TrackingRecorderTestCase):
    def create_recorder(self):
        return LmdbTrackingRecorder(self.environment)


class TestProcessRecorder(Folder, persistence.ProcessRecorderTestCase):
    def create_recorder(self):
        return LmdbProcessRecorder(self.environment)


class TestProcessRecorderOfStrings(Strings, TestProcessRecorder):
    pass


class TestPositionsDoNotInterleave(Folder, persistence.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self):
        return LmdbApplicationRecorder(self.environment)


class TestPositionsDoNotInterleaveForStrings(Strings, TestPositionsDoNotInterleave):
    pass


class CountersView(LmdbTrackingRecorder, projection.EventCountersView):
    """A view in the store: its counters change in the transaction that moves the tracking."""

    def _databases(self):
        return *super()._databases(), "counters"

    def get_created_event_counter(self):
        return self._count(b"created")

    def get_subsequent_event_counter(self):
        return self._count(b"subsequent")

    def incr_created_event_counter(self, tracking: Tracking):
        self._increment(b"created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking):
        self._increment(b"subsequent", tracking)

    def _count(self, key):
        return self.environment.read(lambda txn, db: int(txn.get(key, b"0", db["counters"])))

    def _increment(self, key, tracking):
        def increment(txn, db):
            track(txn, db, tracking)
            count = int(txn.get(key, b"0", db["counters"]))
            txn.put(key, b"%d" % (count + 1), db=db["counters"])

        self.environment.write(increment)


class TestFactory(Folder, persistence.InfrastructureFactoryTestCase):
    def expected_factory_class(self):
        return LmdbFactory

    def expected_aggregate_recorder_class(self):
        return LmdbAggregateRecorder

    def expected_application_recorder_class(self):
        return LmdbApplicationRecorder

    def expected_tracking_recorder_class(self):
        return LmdbTrackingRecorder

    def tracking_recorder_subclass(self):
        return CountersView

    def expected_process_recorder_class(self):
        return LmdbProcessRecorder


@pytest.mark.filterwarnings("default::DeprecationWarning")  # which one of these tests is about
class TestApplication(Folder, application.ApplicationTestCase):
    pass


class TestExampleApplication(Folder, application.ExampleApplicationTestCase):
    expected_factory_topic = "engine.recorder:LmdbFactory"


class TestCountersView(Folder, projection.EventCountersViewTestCase):
    def construct_event_counters_view(self):
        factory = InfrastructureFactory.construct(self.env)
        self.addCleanup(factory.close)
        return factory.tracking_recorder(CountersView)


class TestCountersProjection(Folder, projection.AggregateEventCountersProjectionTestCase):
    view_class = CountersView


class TestEventSourcedProjection(Folder, projection.EventSourcedProjectionTestCase):
    def setUp(self):
        super().setUp()
        own = {"COUNTERS_LMDB_PATH": f"{self.folder}/counters"}  # or it would follow itself
        patched = patch.dict(os.environ, own)
        patched.start()
        self.addCleanup(patched.stop)


def test_a_view_of_a_topic_named_in_the_settings(tmp_path):
    settings = {"LMDB_PATH": str(tmp_path), "TRACKING_RECORDER_TOPIC": get_topic(CountersView)}
    factory = LmdbFactory(Environment(env=settings))
    assert type(factory.tracking_recorder()) is CountersView
    factory.close()


def test_ids_come_back_as_the_type_they_went_in(tmp_path):
    same = UUID(int=7)
    with open_environment(tmp_path) as environment:
        recorder = LmdbApplicationRecorder(environment)
        for stream in (same, str(same), same.hex, ""):
            event = persistence.StoredEvent(stream, 1, "topic", b"state")
            recorder.insert_events([event])
            assert recorder.select_events(stream) == [event]
        assert [each.originator_id for each in recorder.select_notifications(None, 9)] == [
            same,
            str(same),
            same.hex,
            "",
        ]


class Schema:
    """Each test in a schema of its own."""

    @pytest.fixture(autouse=True)
    def on(self, server):
        self.server = server

    def setUp(self):
        name = f"c{uuid4().hex}"
        self.server.execute(f"CREATE SCHEMA {name}")
        self.database = Database(Address.parse(self.server.url(schema=name)))
        self.addCleanup(self.database.close)
        super().setUp()

    def create_recorder(self):
        recorder = PostgresRecorder(self.database)
        recorder.create_table()
        return recorder


class TestPostgresApplicationRecorder(Schema, Strings, persistence.ApplicationRecorderTestCase):
    def test_insert_subscribe(self):
        self.optional_test_insert_subscribe()


class TestPostgresPositionsDoNotInterleave(
    Schema, Strings, persistence.NonInterleavingNotificationIDsBaseCase
):
    pass
