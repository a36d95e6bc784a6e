"""Where a store on PostgreSQL lies.

    postgresql://user@host1,host2:5433/database?schema=NAME&sslmode=verify-full

`schema` names the store in its database (`travaux`, if not said); everything else is libpq's, with
its defaults, its environment (PGPASSWORD, ...) and its files (~/.pgpass). Of several hosts the one
that takes writes is meant. Nothing here needs the driver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode

from engine.errors import Refused

SCHEMES = ("postgresql://", "postgres://")
SCHEMA = "travaux"
_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
_FORM = "postgresql://USER@HOST[,HOST]/DATABASE[?schema=NAME]"
_OURS = {
    "target_session_attrs": "read-write",
    "connect_timeout": "5",
    "application_name": "travaux",
}
"""What we ask of libpq where the address does not: of several hosts the primary, five seconds for
each, and a name that the server's administrator can tell."""
_SECRET = ("password", "sslpassword")


@dataclass(frozen=True)
class Address:
    """A schema in a database on one or several hosts. It shows itself without the password."""

    conninfo: str = field(repr=False)
    """What libpq takes; it may hold a password, and goes nowhere else."""
    schema: str
    shown: str
    secrets: tuple[str, ...] = field(repr=False)

    def __str__(self) -> str:
        return self.shown

    @classmethod
    def parse(cls, url: str) -> Self:
        """The address that a URL writes. `Refused` where it is none; the message does not repeat
        it, because it may hold a password anywhere."""
        scheme, _, rest = url.partition("://")
        place, _, query = rest.partition("?")
        user, at, hosts = place.rpartition("@")
        if "#" in rest or "@" in user or "@" in query or (at and "/" in user):
            raise Refused(
                f"the store's address is not of the form {_FORM}",
                hint="In a user or a password write @ as %40, / as %2F, # as %23, ? as %3F.",
            )
        name, _, password = user.partition(":")
        given = dict(parse_qsl(query, keep_blank_values=True))
        schema = given.pop("schema", SCHEMA)
        if not _NAME.fullmatch(schema) or schema == "information_schema":
            raise Refused(
                f"{schema!r} cannot name a store's schema: write a-z, 0-9 and _, "
                "beginning with a letter, and not pg_"
            )
        secret = [password, unquote(password), *(given.get(key, "") for key in _SECRET)]
        query = urlencode(_OURS | given, quote_via=quote)
        public = {key: value for key, value in given.items() if key not in _SECRET}
        if schema != SCHEMA:
            public["schema"] = schema
        ending = f"?{urlencode(public, quote_via=quote, safe='/')}" if public else ""
        return cls(
            conninfo=f"{scheme}://{place}?{query}",
            schema=schema,
            shown=f"{scheme}://{name}{at}{hosts}{ending}",
            secrets=tuple(s for s in secret if s),
        )

    def without_secrets(self, message: str) -> str:
        """A message of the driver or the server in one line, and no password in it."""
        for secret in self.secrets:
            message = message.replace(secret, "***")
        return " ".join(message.split())
