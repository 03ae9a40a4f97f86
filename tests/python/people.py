"""Section 6: keys of people and of the organisation."""

from functools import lru_cache

import cbor
import curve
import kem
import sign
from base import H, derive, label
from cbor import Bytes, Fields


KEM_KEY = Bytes(kem.PUBLIC)
MEMBER_KEYS = Fields(Bytes(32), KEM_KEY)  # a list of the two, not yet checked


@lru_cache(maxsize=None)
def check_member(signing, encrypting):
    curve.strong_point(signing)
    kem.check_key(encrypting)


def keys_hash(keys):
    return H(label("member-keys"), cbor.encode(keys))


def fingerprint(founding_public):
    return H(label("founding-fingerprint"), founding_public)


def founding(seed):
    public = sign.public(derive(seed, "founding-key"))
    recovery = derive(seed, "kem-recovery")
    return public, fingerprint(public), recovery, kem.public(recovery)
