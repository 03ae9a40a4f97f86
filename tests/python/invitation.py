"""Section 12: link, mailbox post, what the six words hash."""

import cbor
from base import H, derive, label
from cbor import Bytes, Fields, Text, Uint, U8
from people import MEMBER_KEYS, check_member, keys_hash
from seal import open_seal, seal

LINK = Fields(Uint(1, 1), Bytes(32), Bytes(32), Bytes(32), Bytes(32), U8, Bytes(32))
POST = Fields(Uint(1, 1), MEMBER_KEYS, Bytes(16), Text())


def open_link(data):
    return cbor.decode(LINK, data)


def mailbox(secret):
    return derive(secret, "mailbox-id")


def open_post(secret, blob):
    """(member keys, nonce, name)."""
    _, keys, nonce, name = cbor.decode(POST, open_seal(secret, "mailbox-post", mailbox(secret), 0, blob))
    check_member(*keys)
    return keys, nonce, name


def seal_post(secret, keys, nonce, name, blob_id):
    message = cbor.encode([1, keys, nonce, name])
    return seal(secret, "mailbox-post", mailbox(secret), 0, message, blob_id)


def six_words_input(number, founding, lead, box, newcomer, nonce):
    return H(cbor.encode([label("six-words"), number, founding, lead, box, keys_hash(newcomer), nonce]))
