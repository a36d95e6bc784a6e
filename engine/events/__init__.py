"""The kinds of events, one file a stream, each with the state that its events leave.

A new kind goes into the file of its stream: its struct, the union, and `evolve`.
"""

from engine.events.circulation import DocumentsCirculated, InputInvited, Sent
from engine.events.draft import (
    Adopted,
    AttributesChanged,
    Change,
    DraftEvent,
    DraftOpened,
    EditMade,
    EditRedated,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    ElementsAligned,
    MarksChanged,
    MetaChanged,
    TextEdited,
    VersionIssued,
)
from engine.events.kind import Kind
from engine.events.process import (
    DocumentOpened,
    MembershipChanged,
    PartyRegistered,
    ProcessEvent,
    ProcessOpened,
    RulesChanged,
)
from engine.events.register import DraftMade, RegisterEvent, VersionMade
from engine.events.symbols import SymbolGiven, SymbolsEvent
from engine.events.timetable import (
    Determined,
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneReached,
    MilestoneReplaced,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    SilenceBroken,
    SilenceExtended,
    SilenceOpened,
    TimetableEvent,
)

Event = ProcessEvent | DraftEvent | RegisterEvent | SymbolsEvent

__all__ = [
    "Adopted",
    "AttributesChanged",
    "Change",
    "Determined",
    "DocumentOpened",
    "DocumentsCirculated",
    "DraftEvent",
    "DraftMade",
    "DraftOpened",
    "EditMade",
    "EditRedated",
    "ElementInserted",
    "ElementMoved",
    "ElementRemoved",
    "ElementsAligned",
    "Event",
    "InputInvited",
    "Kind",
    "MarksChanged",
    "MembershipChanged",
    "MetaChanged",
    "MilestoneCancelled",
    "MilestonePostponed",
    "MilestoneReached",
    "MilestoneReplaced",
    "MilestoneRescheduled",
    "MilestoneSet",
    "MilestoneSplit",
    "PartyRegistered",
    "ProcessEvent",
    "ProcessOpened",
    "RegisterEvent",
    "RulesChanged",
    "Sent",
    "SilenceBroken",
    "SilenceExtended",
    "SilenceOpened",
    "SymbolGiven",
    "SymbolsEvent",
    "TextEdited",
    "TimetableEvent",
    "VersionIssued",
    "VersionMade",
]
