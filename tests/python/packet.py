"""Section 7: chosen records for one member, under a key of their own."""

import cbor
import kem
import sign
from base import H, context, label, need, same
from cbor import Bytes, Fields, List, Text, Uint, U16, U32, Value
from seal import open_seal, unpad
from statement import RECORD, Signed

SIZE, NOTE_SIZE = (256,), (512,)
PAYLOAD = Fields(Bytes(32), Bytes(32), U16, Bytes(32), Bytes(32))
SIGNED = Fields(Bytes(), Bytes(64))
PACKET = Fields(Uint(1, 1), Bytes(32), U16, Text(), List(Signed()),
                List(Fields(RECORD, List(Fields(U16, Value())))))
SEALED_NOTE = Fields(U32, Bytes())
NOTE = Fields(Bytes(32), Text(), U32)


def open_envelope(seed, packet, envelope):
    """(key, reader's seed, last day, space, author)."""
    where = context("packet-envelope", packet, 0)
    enc, commitment, sealed = envelope[:kem.ENC], envelope[kem.ENC:kem.ENC + 32], envelope[kem.ENC + 32:]
    hpke = kem.receiver(seed, enc, where)
    need(same(hpke.export(label("envelope-commitment"), 32), commitment))
    payload, signature = cbor.decode(SIGNED, unpad(hpke.open(where, sealed), SIZE))
    fields = cbor.decode(PAYLOAD, payload)
    message = [context("packet-grant", packet, 0), H(kem.public(seed)), H(enc), H(payload)]
    sign.verify(fields[4], "packet-grant", cbor.encode(message), signature)
    return fields


def open_content(key, packet, space, content):
    """(title, chain, records)."""
    _, of, _, title, chain, records = cbor.decode(PACKET, open_seal(key, "packet", packet, 0, content))
    need(of == space)
    return title, chain, records


def open_note(roster_key, packet, epoch, note):
    """(recipient, title, records)."""
    said_in, sealed = cbor.decode(SEALED_NOTE, note)
    need(said_in == epoch)  # the caller's key is of that epoch
    return cbor.decode(NOTE, open_seal(roster_key, "packet-note", packet, epoch, sealed, NOTE_SIZE))
