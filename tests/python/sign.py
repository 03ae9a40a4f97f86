"""Ed25519 with a purpose before the message, verified strictly."""

import hashlib
from functools import lru_cache

import curve
from base import framed, need


def expand(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = bytearray(digest[:32])
    scalar[0] &= 248
    scalar[31] = scalar[31] & 63 | 64
    return int.from_bytes(scalar, "little"), digest[32:]


def hash_number(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % curve.L


@lru_cache(maxsize=None)
def public(seed):
    return curve.encode(curve.times(expand(seed)[0], curve.BASE))


def sign(seed, purpose, message):
    message = framed(purpose) + message
    scalar, prefix = expand(seed)
    r = hash_number(prefix, message)
    big_r = curve.encode(curve.times(r, curve.BASE))
    k = hash_number(big_r, public(seed), message)
    return big_r + ((r + k * scalar) % curve.L).to_bytes(32, "little")


@lru_cache(maxsize=None)
def verify(key, purpose, message, signature):
    need(len(key) == 32 and len(signature) == 64)
    a = curve.strong_point(key)
    r = curve.strong_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    need(s < curve.L)
    k = hash_number(signature[:32], key, framed(purpose) + message)
    left = curve.times(s, curve.BASE)
    need(curve.equal(left, curve.add(r, curve.times(k, a))))
