"""A small database for the tests of environments, filled here or by another process."""

from __future__ import annotations

MIB = 1 << 20

UNSHARED = ("unshare", "-m", "sh", "-c")
"""Runs a shell script that may mount what only it and its children see."""

PUT = """
import sys
from engine.lmdb.environment import open_environment
environment = open_environment(sys.argv[1], map_size=int(sys.argv[2]) or None)
environment.open_databases("things")
def put(first, last, size):
    def act(txn, databases):
        for number in range(first, last):
            txn.put(b"%06d" % number, b"x" * size, db=databases["things"])
    environment.write(act)
"""
"""Code for another interpreter; its arguments are folder and map size, 0 for the default."""


def put(environment, key, value=b"x"):
    environment.write(lambda txn, databases: txn.put(key, value, db=databases["things"]))


def get(environment, key):
    return environment.read(lambda txn, databases: txn.get(key, db=databases["things"]))


def count(environment):
    return environment.read(lambda txn, databases: txn.stat(databases["things"])["entries"])
