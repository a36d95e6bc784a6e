"""The kinds of events, one file a stream, each with the state that its events leave.

A new kind goes into the file of its stream: its struct, the union, and `evolve`.
"""

from engine.events.draft import (
    Adopted,
    AttributesChanged,
    Change,
    DraftEvent,
    DraftOpened,
    EditMade,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    ElementsAligned,
    MarksChanged,
    TextEdited,
    VersionIssued,
)
from engine.events.kind import Kind
from engine.events.process import DocumentOpened, PartyRegistered, ProcessEvent, ProcessOpened
from engine.events.register import DraftMade, RegisterEvent, VersionMade
from engine.events.symbols import SymbolGiven, SymbolsEvent

Event = ProcessEvent | DraftEvent | RegisterEvent | SymbolsEvent

__all__ = [
    "Adopted",
    "AttributesChanged",
    "Change",
    "DocumentOpened",
    "DraftEvent",
    "DraftMade",
    "DraftOpened",
    "EditMade",
    "ElementInserted",
    "ElementMoved",
    "ElementRemoved",
    "ElementsAligned",
    "Event",
    "Kind",
    "MarksChanged",
    "PartyRegistered",
    "ProcessEvent",
    "ProcessOpened",
    "RegisterEvent",
    "SymbolGiven",
    "SymbolsEvent",
    "TextEdited",
    "VersionIssued",
    "VersionMade",
]
