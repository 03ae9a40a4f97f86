"""Section 5: an epoch's secrets, dummy capabilities, the roster."""

import cbor
import curve
import sign
from base import Refused, context, derive, need
from cbor import Bytes, Fields, Optional, Text, U32
from seal import open_seal, seal

COLLECTOR, VIEWER, EDITOR, LEAD = 1, 2, 3, 4
SYMBOLS = {COLLECTOR: "form", VIEWER: "read", EDITOR: "edit", LEAD: "lead"}
STEPS = {"edit": ("lead", "chain-edit"), "read": ("edit", "chain-read"), "form": ("read", "chain-form"),
         "commitment": ("form", "epoch-commitment"), "roster": ("lead", "roster-key"),
         "kem-lead": ("lead", "kem-lead"), "kem-edit": ("edit", "kem-edit"),
         "kem-read": ("read", "kem-read"), "kem-inbox": ("read", "kem-inbox")}

TOKEN_BATCH = Fields(Bytes(32), U32, U32)
NAME = Fields(Text(), Optional(TOKEN_BATCH), Optional(Bytes(32)))


def secrets(role, secret, space, epoch):
    """All that follows from one role's secret, by name."""
    known = {SYMBOLS[role]: secret}
    for name, (source, purpose) in STEPS.items():
        if source in known:
            known[name] = derive(known[source], purpose, context(purpose, space, epoch))
    return known


def dummy_capability(lead, space, epoch, rights, index):
    where = context("dummy-capability", space, epoch) + bytes([rights]) + index.to_bytes(2, "big")
    for attempt in range(256):
        try:
            point = curve.decode(derive(lead, "dummy-capability", where + bytes([attempt])))
        except Refused:
            continue
        point = curve.times(8, point)
        if not curve.small_order(point):
            return curve.encode(point)
    raise Refused


def recovery_capability(lead, space, epoch):
    return derive(lead, "recovery-capability", context("recovery-capability", space, epoch))


RIGHTS = {COLLECTOR: 1, VIEWER: 2, EDITOR: 6, LEAD: 14}


def capabilities(lead, space, epoch, slots, members, above):
    """All the server is given: `members` and `above` as pairs of rights and key, what comes out too."""
    need(len({rights for rights, _ in above}) == len(above))
    everything = []
    for rights in RIGHTS.values():
        keys = [key for of, key in members if of == rights]
        need(len(keys) <= slots)
        keys += [key for of, key in above if of == rights]
        keys += [dummy_capability(lead, space, epoch, rights, index) for index in range(slots + 1 - len(keys))]
        if rights == RIGHTS[LEAD]:
            keys.append(sign.public(recovery_capability(lead, space, epoch)))
        everything += [(rights, key) for key in sorted(keys)]
    return everything


def open_name(roster_key, space, epoch, entry):
    """(name, token batch or null, the key lost or null)."""
    return cbor.decode(NAME, open_seal(roster_key, "roster-name", space, epoch, entry))


def seal_name(roster_key, space, epoch, fields, blob_id):
    return seal(roster_key, "roster-name", space, epoch, cbor.encode(fields), blob_id)


def open_handed_on(roster_key, space, epoch, sealed, purpose="roster-chain"):
    """The roster key, or what `purpose` hands on, of the epoch before `epoch`, whose own roster key is given."""
    key = open_seal(roster_key, purpose, space, epoch, sealed)
    need(len(key) == 32)
    return key
