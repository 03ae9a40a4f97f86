"""Section 6: keys of people and of the organisation."""

from functools import lru_cache

import cbor
import curve
import kem
import sign
from base import H, derive, label
from cbor import Bytes, Fields


class MemberKeys:
    """`[sign, kem]`, checked as it is read. A pair."""

    shape = Fields(Bytes(32), Bytes(kem.PUBLIC))

    def read(self, reader):
        keys = tuple(self.shape.read(reader))
        check(*keys)
        return keys


class KemKey:
    def read(self, reader):
        key = Bytes(kem.PUBLIC).read(reader)
        kem.check_key(key)
        return key


@lru_cache(maxsize=None)
def check(signing, encrypting):
    curve.strong_point(signing)
    kem.check_key(encrypting)


def keys_hash(keys):
    return H(label("member-keys"), cbor.encode(list(keys)))


def fingerprint(founding_public):
    return H(label("founding-fingerprint"), founding_public)


def founding(seed):
    public = sign.public(derive(seed, "founding-key"))
    recovery = derive(seed, "kem-recovery")
    return public, fingerprint(public), recovery, kem.public(recovery)
