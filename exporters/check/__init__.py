"""Checking an Akoma Ntoso file: well-formed, valid against the strict schema, and then the rules
that no schema can express, each a function in the file of its subject.

    iri         names.py          the IRIs at the three levels, and what says the same
    reference   references.py     what is pointed at is there, and is used
    eid, wid    identifiers.py    names of elements, by their place
    language    languages.py      codes exist
    date        dates.py          real, and in order
    contains    versions.py       lifecycle, versions, modifications
    own         own.py            what Travaux says of its own files

`checking.check` runs them on a file, `folders.check` on many.
"""
