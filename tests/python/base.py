"""Section 2 of docs/protocol.md: hashes, contexts, derivations. And the one error."""

import hashlib
import hmac

import cbor
from cbor import Refused  # the one error, for all modules

__all__ = ["Refused", "need", "same", "H", "label", "context", "hkdf", "hkdf_extract", "expand", "derive", "framed"]


def need(condition):
    if not condition:
        raise Refused


def same(a, b):
    """Constant time, as a real client would; here it says where the protocol asks for it."""
    return hmac.compare_digest(a, b)


def H(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def label(purpose):
    return b"skrynia/1/" + purpose.encode()


def context(purpose, space, epoch):
    return cbor.encode([label(purpose), space, epoch])


def hkdf(ikm, info, length, salt=b""):
    """RFC 5869 over SHA-256."""
    return expand(hkdf_extract(salt, ikm), info, length)


def hkdf_extract(salt, ikm):
    return hmac.digest(salt or bytes(32), ikm, "sha256")


def expand(prk, info, length):
    out, block = b"", b""
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([len(out) // 32 + 1]), "sha256")
        out += block
    return out[:length]


def framed(purpose):
    """A label with its length before it, as derivations and signatures begin."""
    return bytes([len(label(purpose))]) + label(purpose)


def derive(secret, purpose, where=b""):
    return hkdf(secret, framed(purpose) + where, 32)
