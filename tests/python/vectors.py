#!/usr/bin/env python3
"""Checks every vector in keys/vectors by a reading of docs/protocol.md alone. Ends at the first disagreement."""

import sys
import time
from pathlib import Path

from base import Refused
from cases import FOLDERS

VECTORS = Path(__file__).resolve().parents[2] / "keys" / "vectors"


class Disagreement(Exception):
    pass


class Vector:
    """One file. Remembers what was asked of it, so that no field of a case that holds goes unread."""

    def __init__(self, path):
        lines = (line.split(":", 1) for line in path.read_text("utf-8").splitlines() if line)
        self.fields = {name: value.strip() for name, value in lines}
        self.expect = self.fields.pop("expect")
        self.note = self.fields.pop("note")
        self.read = set()

    def has(self, name):
        return name in self.fields

    def bytes(self, name):
        self.read.add(name)
        return bytes.fromhex(self.fields[name])

    def text(self, name):
        return self.bytes(name).decode()

    def number(self, name):
        return int.from_bytes(self.bytes(name), "big")

    def numbered(self, prefix):
        number = 1
        while self.has(f"{prefix}{number}"):
            yield self.bytes(f"{prefix}{number}")
            number += 1

    def equal(self, name, value):
        self.same(name, value, self.bytes(name))

    def same(self, name, value, wanted):
        if value != wanted:
            shown = [x.hex() if isinstance(x, bytes) else x for x in (value, wanted)]
            raise Disagreement(f"{name} is {shown[0]}, not {shown[1]}")

    def check(self, case):
        try:
            case(self)
        except Refused:
            if self.expect != "refused":
                raise Disagreement("refused") from None
            return
        if self.expect != "ok":
            raise Disagreement("holds")
        if set(self.fields) != self.read:
            raise Disagreement(f"unread: {sorted(set(self.fields) - self.read)}")


def check_folder(folder):
    """(how many hold, how many are refused)."""
    counts = {"ok": 0, "refused": 0}
    for path in sorted(folder.glob("*")):
        vector = Vector(path)
        try:
            vector.check(FOLDERS[folder.name])
        except Disagreement as found:
            sys.exit(f"{folder.name}/{path.name}: {found} ({vector.expect}: {vector.note})")
        counts[vector.expect] += 1
    if not counts["ok"]:
        sys.exit(f"{folder.name}: nothing in it holds")
    return counts


def main():
    start = time.monotonic()
    folders = sorted(path for path in VECTORS.iterdir() if path.is_dir())
    if [folder.name for folder in folders] != sorted(FOLDERS):
        sys.exit(f"folders that differ: {sorted({folder.name for folder in folders} ^ set(FOLDERS))}")
    total = {"ok": 0, "refused": 0}
    for folder in folders:
        counts = check_folder(folder)
        for name, count in counts.items():
            total[name] += count
        print(f"{folder.name:18}{counts['ok']:4} hold {counts['refused']:4} refused")
    print(f"{'all':18}{total['ok']:4} hold {total['refused']:4} refused, {time.monotonic() - start:.1f} s")


main()
