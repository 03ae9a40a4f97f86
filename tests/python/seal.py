"""Section 4: sealing under keys used once, committed to; and what section 17 packs before it seals."""

import zlib

from aead import aes_gcm_open, aes_gcm_seal
from base import Refused, context, framed, hkdf, need, same

CLASSES = (1024, 4096, 16384, 65536, 262144)
PAGES = tuple(4096 * n // 2 for n in (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128))
SIZES = {"page": PAGES, "log-page": PAGES, "mailbox-post": (4096,), "roster-name": (256,), "roster-chain": (64,), "below-chain": (64,), "keyring": (16384,),
         "head-list": (16384,)}
NONCE = bytes(12)
CONTENT_MOST = 8 << 20
PLAIN, DEFLATE = 0, 1


def classes(purpose):
    return SIZES.get(purpose, CLASSES)


def pad(message, sizes):
    fitting = [size for size in sizes if size > len(message)]
    need(fitting)
    return message + b"\x80" + bytes(fitting[0] - len(message) - 1)


def unpad(padded, sizes):
    """The message of padding that `pad` would make, and of no other."""
    bare = padded.rstrip(b"\0")
    need(bare.endswith(b"\x80"))
    need(pad(bare[:-1], sizes) == padded)
    return bare[:-1]


def once(secret, purpose, where, blob_id):
    both = hkdf(secret, framed(purpose) + where + blob_id, 64)
    return both[:32], both[32:]


def seal(secret, purpose, space, epoch, message, blob_id, sizes=None):
    where = context(purpose, space, epoch)
    key, commitment = once(secret, purpose, where, blob_id)
    padded = pad(message, sizes or classes(purpose))
    return b"\x01" + blob_id + commitment + aes_gcm_seal(key, NONCE, where, padded)


def open_seal(secret, purpose, space, epoch, blob, sizes=None):
    need(len(blob) >= 81 and blob[0] == 1)
    where = context(purpose, space, epoch)
    key, commitment = once(secret, purpose, where, blob[1:33])
    need(same(commitment, blob[33:65]))
    return unpad(aes_gcm_open(key, NONCE, where, blob[65:]), sizes or classes(purpose))


def open_packed(secret, purpose, space, epoch, blob):
    """The content of a page."""
    plain = open_seal(secret, purpose, space, epoch, blob)
    need(len(plain) >= 2 and plain[0] == 1 and plain[1] in (PLAIN, DEFLATE))
    if plain[1] == PLAIN:
        return plain[2:]
    unpack = zlib.decompressobj(-15)
    try:
        out = unpack.decompress(plain[2:], CONTENT_MOST + 1)
    except zlib.error:
        raise Refused from None
    need(unpack.eof and len(out) <= CONTENT_MOST)
    return out
