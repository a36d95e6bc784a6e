"""The timetable: was it kept, as it was known at any moment.

`project` folds the log, record by record, into dated facts; `timeline` answers for the end of a
day from them; `document` is that answer as JSON.
"""

from typing import Any

from engine.projection import Projection
from projections.timeline.facts import Value
from projections.timeline.fold import fold, project
from projections.timeline.report import Timeline, document, timeline

TIMELINE: Projection[Any] = Projection(name="timeline", version=1, value=Value, project=project)
"""The fold, as a keyed view keeps it."""

__all__ = ["TIMELINE", "Timeline", "document", "fold", "project", "timeline"]
