"""X-Wing (draft-connolly-cfrg-xwing-kem) and HPKE's base mode over it (RFC 9180)."""

import hashlib
from functools import lru_cache

import curve
import mlkem
from aead import aes_gcm_open, aes_gcm_seal
from base import expand, hkdf_extract, need

PUBLIC, ENC = 1216, 1120
SUITE = b"HPKE" + bytes.fromhex("647a00010002")
NINE = bytes([9]) + bytes(31)


@lru_cache(maxsize=None)
def private(seed):
    """(seed of ML-KEM, scalar of X25519)."""
    stretched = hashlib.shake_256(seed).digest(96)
    return stretched[:64], stretched[64:]


@lru_cache(maxsize=None)
def public(seed):
    lattice, scalar = private(seed)
    return mlkem.keys(lattice)[0] + curve.x25519(scalar, NINE)


def combine(lattice, curves, enc, key):
    return hashlib.sha3_256(lattice + curves + enc[-32:] + key[-32:] + rb"\.//^" b"\\").digest()


def encapsulate(key, randomness):
    lattice, ciphertext = mlkem.encapsulate(key[:-32], randomness[:32])
    enc = ciphertext + curve.x25519(randomness[32:], NINE)
    return combine(lattice, curve.x25519(randomness[32:], key[-32:]), enc, key), enc


def decapsulate(seed, enc):
    lattice_seed, scalar = private(seed)
    lattice = mlkem.decapsulate(lattice_seed, enc[:-32])
    return combine(lattice, curve.x25519(scalar, enc[-32:]), enc, public(seed))


def check_key(key):
    """A KEM key of somebody, before it is used (section 6)."""
    need(len(key) == PUBLIC)
    need(mlkem.reduced(key))
    need(not curve.low_order(key[-32:]))


class Hpke:
    """Key, nonce and exporter of one encapsulation."""

    def __init__(self, shared, info):
        where = b"\0" + self.extract(b"", b"psk_id_hash", b"") + self.extract(b"", b"info_hash", info)
        secret = self.extract(shared, b"secret", b"")
        self.key = self.expand(secret, b"key", where, 32)
        self.nonce = self.expand(secret, b"base_nonce", where, 12)
        self.exporter = self.expand(secret, b"exp", where, 32)

    def extract(self, salt, name, ikm):
        return hkdf_extract(salt, b"HPKE-v1" + SUITE + name + ikm)

    def expand(self, prk, name, info, length):
        return expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + name + info, length)

    def export(self, where, length):
        return self.expand(self.exporter, b"sec", where, length)

    def seal(self, aad, message):
        return aes_gcm_seal(self.key, self.nonce, aad, message)

    def open(self, aad, sealed):
        return aes_gcm_open(self.key, self.nonce, aad, sealed)


def sender(key, randomness, info):
    need(not curve.low_order(key[-32:]))
    shared, enc = encapsulate(key, randomness)
    return enc, Hpke(shared, info)


def receiver(seed, enc, info):
    need(len(enc) == ENC and not curve.low_order(enc[-32:]))
    return Hpke(decapsulate(seed, enc), info)
