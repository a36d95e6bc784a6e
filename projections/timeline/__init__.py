"""The timetable: was it kept, as it was known at any moment.

`TIMELINE` folds the log, record by record, into dated facts; `timeline` answers for the end of a
day from them; `document` is that answer as JSON.
"""

from projections.timeline.fold import TIMELINE
from projections.timeline.report import Timeline, document, timeline

__all__ = ["TIMELINE", "Timeline", "document", "timeline"]
