"""Section 11: one person's secrets under eight words."""

import cbor
from base import H, derive, need
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
NAMED = Fields(U32, Bytes(32))
HEAD_LISTS = Fields(Bytes(32), Bytes(32), List(NAMED))
ROW = Fields(Bytes(16), U32, Uint(), Bytes(16))
HEAD_LIST = Fields(Uint(1, 1), U32, List(ROW))
ROWS = 330
KEYRING = Fields(Uint(1, 1), Text(), Bytes(32), Bytes(32), List(MEMBERSHIP), List(OPEN_INVITATION),
                 List(TOKEN_BATCH), Optional(Bytes(32)), Optional(HEAD_LISTS))


def open_keyring(stretched, blob):
    """(the plaintext, its fields)."""
    need(len(blob) == SIZE)
    lookup, sealing, _ = keys(stretched)
    plaintext = open_seal(sealing, "keyring", lookup, 0, blob)
    return plaintext, cbor.decode(KEYRING, plaintext)


def seal_keyring(stretched, plaintext, blob_id):
    lookup, sealing, _ = keys(stretched)
    return seal(sealing, "keyring", lookup, 0, plaintext, blob_id)


def list_keys(secret, index):
    """(lookup id, sealing key, write key's seed) of a head list."""
    return keys(derive(secret, "head-list-keys", bytes([index])))


def list_token(token, index):
    return derive(token, "head-list-token", bytes([index]))


def open_list(lists, index, blob):
    """(the plaintext, its rows) of the newest list of this number, or of one that is newer than the one named."""
    secret, _, named = lists
    need(len(blob) == SIZE)
    lookup, sealing, _ = list_keys(secret, index)
    plaintext = open_seal(sealing, "head-list", lookup, 0, blob)
    _, generation, rows = cbor.decode(HEAD_LIST, plaintext)
    regions = [row[0] for row in rows]
    need(generation > 0 and len(rows) <= ROWS and all(a < b for a, b in zip(regions, regions[1:])))
    if index < len(named):
        need(generation > named[index][0] or [generation, H(blob)] == named[index])
    return plaintext, rows


def seal_list(lists, index, plaintext, blob_id):
    lookup, sealing, _ = list_keys(lists[0], index)
    return seal(sealing, "head-list", lookup, 0, plaintext, blob_id)


def head_row(secret, space, epoch, seq, head):
    region = derive(secret, "head-list-region", space)[:16]
    return [region, epoch, seq, derive(secret, "head-list-mark", seq.to_bytes(8, "big") + head)[:16]]
