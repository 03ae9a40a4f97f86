"""Section 13: signed requests and admission tokens, as the server checks them."""

import cbor
import sign
from base import hkdf, label, need
from cbor import Bytes, Fields, Uint, U16

OPERATIONS = range(1, 12)
REQUEST = Fields(Uint(1, 1), Bytes(32), Uint(OPERATIONS[-1], OPERATIONS[0]), Bytes(32), U16, Bytes(),
                 Bytes(64))


def open_request(data, operation):
    """(capability, space, day, params) of a request that asks for `operation`."""
    fields = cbor.decode(REQUEST, data)
    _, capability, asked, space, day, params, signature = fields
    need(asked == operation)
    sign.verify(capability, "request", cbor.encode(fields[:6]), signature)
    return capability, space, day, params


def make_request(seed, operation, space, day, params):
    fields = [1, sign.public(seed), operation, space, day, params]
    return cbor.encode(fields + [sign.sign(seed, "request", cbor.encode(fields))])


def token(seed, index):
    return hkdf(seed, label("token") + index.to_bytes(4, "big"), 32)
