"""A text as an Akoma Ntoso file, and with it all that an archivist keeps of it.

`export` gives one expression of a work at one point of its history; `checkout` the same for
editing; `redline` an expression with its changes since an earlier one;
`with_comments` with the comments on it, which `stripped` takes off again.
"""

from exporters.akn.comments import Noted, stripped, with_comments
from exporters.akn.export import checkout, export
from exporters.akn.redline import redline

__all__ = ["Noted", "checkout", "export", "redline", "stripped", "with_comments"]
