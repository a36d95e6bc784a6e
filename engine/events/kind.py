"""What every kind of event is: a frozen struct whose tag is the stored topic."""

from __future__ import annotations

import msgspec


class Kind(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="kind",
):
    """One kind of event, in the past tense. Its tag never changes; the class may be renamed.

    A kind may gain optional fields, which are omitted when unset; it never loses or changes one.
    """

    @classmethod
    def tag(cls) -> str:
        """The stored topic, in kebab case."""
        return str(cls.__struct_config__.tag)
