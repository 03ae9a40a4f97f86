"""Section 8: what even a collector must know of a region, and who answers for it."""

import cbor
import kem
import sign
from base import Refused, context, need, same
from cbor import Bytes, Fields, List, Text, Uint, U16, U32
from seal import open_seal
from standing import Standing
from statement import APPOINT, FOUND, GRANT, PARENT, Signed, Statement

CARD = Fields(Uint(1, 1), Text(), Bytes(), Bytes(kem.PUBLIC), Bytes(32), U32, U16, Bytes(32),
              List(Signed()))
SIGNED = Fields(Bytes(), Bytes(64))


def open_card(space, epoch, known, pinned, blob):
    """`known`: what the reader's role secret gives, by name. (name, criteria, inbox key, signer's key)."""
    card, signature = cbor.decode(SIGNED, open_seal(known["form"], "card", space, epoch, blob))
    _, name, criteria, inbox, commitment, _, _, lead, chain = cbor.decode(CARD, card)
    need(same(commitment, known["commitment"]))
    sign.verify(lead, "card-signature", context("card-signature", space, epoch) + card, signature)
    need(leads(space, epoch, known["commitment"], pinned, chain, lead))
    kem.check_key(inbox)
    if "kem-inbox" in known:
        need(inbox == kem.public(known["kem-inbox"]))
    return name, criteria, inbox, lead


def leads(space, epoch, commitment, pinned, chain, lead):
    standing = Standing(space, pinned)
    for signed in chain:
        said = Statement(signed)
        if said.space == space:
            need(said.kind in (FOUND, APPOINT, GRANT, PARENT) and said.epoch <= epoch)
        need(standing.may_say(said))
        standing.apply(said, 0, lambda _: True)
    need(standing.arrived())
    if commitment is not None and epoch == 1 and standing.first is not None:
        need(same(standing.first, commitment))
    return standing.is_lead(lead)
