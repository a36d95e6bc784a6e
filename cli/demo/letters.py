"""The letters of the story, as a delegate's program sends them. The people in them and their
addresses are invented, and each letter says so."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage

UNIT = "info@cmconvention.org"
PRESIDENCY = "ccm2rc@eda.admin.ch"


def letter(
    id: str,
    sender: str,
    sent: str,
    text: str,
    *,
    subject: str,
    copied: bool = True,
    form: str | None = None,
) -> EmailMessage:
    """A letter to the Unit, with a copy to the presidency if it was `copied`; `sent` is its date as
    mails write it. A `form` is the comment form of eight columns, as CSV, which comes with it."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = sender
    made["To"] = UNIT
    if copied:
        made["Cc"] = PRESIDENCY
    made["Subject"] = f"{subject} (illustrative)"
    made["Date"] = sent
    made["Message-ID"] = f"<{id}@letters.example>"
    made.set_content(f"{text}\n\n-- \nThis letter, who wrote it and what it says are made up.\n")
    if form:
        made.add_attachment(form.encode(), maintype="text", subtype="csv", filename=f"{id}.csv")
        made.set_boundary("the same every time")
    return made
