"""Section 7: a role's secret wrapped to a member, and the block of all of them."""

import cbor
import chain
import kem
from base import H, context, label, need, same
from cbor import Bytes, Fields, Uint, U32
from seal import pad, unpad
import sign

SLOT, SIZE = 1424, (256,)
FIXED, MEMBERS = 4, (8, 32, 128, 512)
PAYLOAD = Fields(Uint(4, 1), Bytes(32), Bytes(32), Bytes(32), Bytes(32))
SIGNED = Fields(Bytes(), Bytes(64))
BLOCK = Fields(Uint(1, 1), U32, Bytes())


def grant_message(space, epoch, role, recipient, enc, payload):
    return cbor.encode([context("envelope-grant", space, epoch), role, H(recipient), H(enc), H(payload)])


def open_slot(seed, space, epoch, slot):
    """The payload's fields. What the card and the log say of them is looked up elsewhere."""
    need(len(slot) == SLOT)
    where = context("envelope", space, epoch)
    enc, commitment, sealed = slot[:kem.ENC], slot[kem.ENC:kem.ENC + 32], slot[kem.ENC + 32:]
    hpke = kem.receiver(seed, enc, where)
    need(same(hpke.export(label("envelope-commitment"), 32), commitment))
    payload, signature = cbor.decode(SIGNED, unpad(hpke.open(where, sealed), SIZE))
    fields = cbor.decode(PAYLOAD, payload)
    role, secret, _, promised, lead = fields
    message = grant_message(space, epoch, role, kem.public(seed), enc, payload)
    sign.verify(lead, "envelope-grant", message, signature)
    need(same(chain.secrets(role, secret, space, epoch)["commitment"], promised))
    return fields


def make_slot(lead_seed, recipient, space, epoch, randomness, fields):
    where = context("envelope", space, epoch)
    enc, hpke = kem.sender(recipient, randomness, where)
    payload = cbor.encode(fields)
    signature = sign.sign(lead_seed, "envelope-grant", grant_message(space, epoch, fields[0], recipient, enc, payload))
    sealed = hpke.seal(where, pad(cbor.encode([payload, signature]), SIZE))
    return enc + hpke.export(label("envelope-commitment"), 32) + sealed


def open_block(data):
    """(epoch, slots as one byte string)."""
    _, epoch, slots = cbor.decode(BLOCK, data)
    count, rest = divmod(len(slots), SLOT)
    need(rest == 0 and count - FIXED in MEMBERS)
    return epoch, slots
