"""Section 11: one person's secrets under eight words."""

import cbor
from base import need
from cbor import Bytes, Fields, List, Optional, Text, Uint, U8, U16, U32
from chain import TOKEN_BATCH
from seal import open_seal, seal
from words import keys

SIZE = 16465
SEQ_AND_HEAD = Fields(Uint(), Bytes(32))
WAITING = Fields(Bytes(32), Bytes(32), U8, Bytes(16))
REMEMBERED = Fields(U32, SEQ_AND_HEAD)
BEYOND = Fields(U32, Uint())
MEMBERSHIP = Fields(Bytes(32), Bytes(32), Optional(U16), Optional(WAITING), Optional(REMEMBERED), Optional(Bytes(32)),
                    Optional(BEYOND))
OPEN_INVITATION = Fields(Bytes(32), Bytes(32), U8, Uint(4, 1), Bytes(32), U16, U32)
KEYRING = Fields(Uint(1, 1), Text(), Bytes(32), Bytes(32), List(MEMBERSHIP), List(OPEN_INVITATION),
                 List(TOKEN_BATCH), Optional(Bytes(32)), Optional(Bytes(32)))


def open_keyring(stretched, blob):
    """(the plaintext, its fields)."""
    need(len(blob) == SIZE)
    lookup, sealing, _ = keys(stretched)
    plaintext = open_seal(sealing, "keyring", lookup, 0, blob)
    return plaintext, cbor.decode(KEYRING, plaintext)


def seal_keyring(stretched, plaintext, blob_id):
    lookup, sealing, _ = keys(stretched)
    return seal(sealing, "keyring", lookup, 0, plaintext, blob_id)
