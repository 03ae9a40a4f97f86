"""What collectors hand in, section 7: sealed to the inbox key, signed over the encapsulation."""

import cbor
import kem
import sign
from base import H, context, label, need, same
from cbor import Bytes, Fields, List, Uint, U16, U32, Value
from seal import CLASSES, unpad

COLLECTED = Fields(Uint(1, 1), Bytes(32), Bytes(16), U16, List(Fields(U16, Value())))
SIGNED = Fields(Bytes(), Bytes(64))
HANDED_IN = Fields(U32, Bytes(32), Bytes(32), Bytes(), Bytes(64))


def open_entry(seed, space, epoch, blob):
    """`handed in`, as a list of its fields, and its author."""
    need(len(blob) >= 33 + kem.ENC + 32 + 16 and blob[0] == 1)
    enc, commitment, sealed = blob[33:33 + kem.ENC], blob[33 + kem.ENC:65 + kem.ENC], blob[65 + kem.ENC:]
    where = context("inbox-entry", space, epoch)
    hpke = kem.receiver(seed, enc, where)
    need(same(hpke.export(label("envelope-commitment"), 32), commitment))
    collected, signature = cbor.decode(SIGNED, unpad(hpke.open(where, sealed), CLASSES))
    handed_in = [epoch, H(kem.public(seed)), H(enc), collected, signature]
    return handed_in, check(space, handed_in)


def check(space, handed_in):
    """The author of `handed in`, whose signature holds."""
    epoch, inbox, enc, collected, signature = handed_in
    _, author, _, _, _ = cbor.decode(COLLECTED, collected)
    message = cbor.encode([context("inbox-signature", space, epoch), inbox, enc, H(collected)])
    sign.verify(author, "inbox-signature", message, signature)
    return author
