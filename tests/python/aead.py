"""What Python's own library lacks: AES-256-GCM from `cryptography`, Argon2id from libargon2."""

import ctypes
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cbor import Refused


def aes_gcm_seal(key, nonce, aad, message):
    return AESGCM(key).encrypt(nonce, message, aad)


def aes_gcm_open(key, nonce, aad, sealed):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError):
        raise Refused from None


@lru_cache(maxsize=None)
def argon2id(password, salt):
    """Version 1.3, 64 MiB, 3 passes, 1 lane, 32 bytes."""
    out = ctypes.create_string_buffer(32)
    size = ctypes.c_size_t
    code = ctypes.CDLL("libargon2.so.1").argon2id_hash_raw(
        ctypes.c_uint32(3), ctypes.c_uint32(64 * 1024), ctypes.c_uint32(1),
        password, size(len(password)), salt, size(len(salt)), out, size(32))
    if code != 0:
        raise RuntimeError(f"libargon2 answers {code}")
    return out.raw
