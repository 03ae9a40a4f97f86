"""Section 9: signed sentences. A change's parts are read, what fields mean isn't asked."""

import cbor
import sign
from base import H, Refused, need
from cbor import Bool, Bytes, Fields, List, Optional, Text, Uint, Value, U8, U16, U32
from inbox import HANDED_IN
from people import KEM_KEY, MEMBER_KEYS

FOUND, APPOINT, CREATE, GRANT, REVOKE, CHANGE, BEACON, ROTATE, ADMIT, PARENT = range(1, 11)
ERASE, CRITERIA = 17, 18
CHECKPOINT, CONFIRM, RESUME, RESTATE, MOVE_OUT, MOVE_IN = range(11, 17)

MADE_A_RECORD, HELD, DROPPED, RECORD_LEFT, HELD_LEFT = 1, 2, 3, 4, 5
ENTRIES = {MADE_A_RECORD: HANDED_IN, HELD: HANDED_IN, DROPPED: Bytes(32), RECORD_LEFT: (Bytes(32), Bytes(32), U16), HELD_LEFT: Bytes(32)}


class Choice:
    """`[number, [content]]`, given as the two; `[number, []]` where there is no content. A tuple is content of several parts."""

    def __init__(self, contents):
        self.contents = contents

    def read(self, reader):
        need(reader.expect(4) == 2)
        number = Uint().read(reader)
        need(number in self.contents)
        if self.contents[number] is None:
            return number, Fields().read(reader)
        if isinstance(self.contents[number], tuple):
            return number, Fields(*self.contents[number]).read(reader)
        return number, Fields(self.contents[number]).read(reader)[0]


class Signed:
    """`[statement, signature]`, any bytes in it; `judge_form` says whether they hold."""

    shape = Fields(Bytes(), Bytes(64))

    def read(self, reader):
        start = reader.at
        said, signature = self.shape.read(reader)
        return reader.data[start:reader.at], said, signature


SEEN = Fields(Uint(), Bytes(32))
RECORD = Fields(Bytes(32), U32)
FIELDS = List(Fields(U16, Value()))
TOTALS = Fields(*[U32] * 8)
SHARED = Fields(Bytes(32), Bytes(32), Bytes(32))
BODIES = {
    FOUND: Fields(Bytes(32), Text(), Bytes(32), List(MEMBER_KEYS), KEM_KEY),
    APPOINT: Fields(U32, List(MEMBER_KEYS)),
    CREATE: Fields(Bytes(32), Bytes(32), Bool(), Value()),
    GRANT: Fields(MEMBER_KEYS, Uint(4, 1), Bytes(32), U16, Bytes()),
    REVOKE: Fields(Bytes(32)),
    CHANGE: Fields(
        Optional(Fields(Bytes(16), Text())),
        List(FIELDS),
        List(Fields(RECORD, List(Fields(U16, Uint(), Value())))),
        List(Fields(Bytes(32), U32, U32, Bool()))),
    BEACON: None,
    ROTATE: Fields(Bytes(32), List(Fields(Bytes(32), Bytes(32), U16)), Bytes(), Bytes(), Optional(SHARED)),
    ADMIT: Fields(List(Choice(ENTRIES))),
    PARENT: Fields(U32, Bytes(32), Optional(Fields(KEM_KEY, KEM_KEY, KEM_KEY)),
                   List(Fields(List(Fields(Bytes(32), Bytes(32))), List(Bytes(32)))), Optional(SHARED)),
    ERASE: Fields(List(RECORD), List(Bytes(32)), List(Fields(Uint(), Bytes(32), Optional(Bytes(32)))), Bytes(32)),
    CRITERIA: Fields(Optional(Text()), Optional(Bytes()), Optional(U32)),
    RESUME: Fields(SEEN, SEEN, Uint(), U32),
    RESTATE: Fields(Uint(), Signed()),
    CHECKPOINT: Fields(Bytes(32), Bytes(16), List(Fields(U8, Bytes(32), U32, U32)), TOTALS),
    CONFIRM: Fields(Bytes(32)),
    MOVE_OUT: Fields(Bytes(32), List(RECORD)),
    MOVE_IN: Fields(List(Fields(RECORD, FIELDS))),
}


STATEMENT = Fields(Uint(1, 1), Bytes(32), Bytes(32), U32, Bytes(32), Bytes(16),
                   Fields(Uint(), Bytes(32)), U16, Choice(BODIES))


class Form:
    def __init__(self, signed):
        """From what `Signed` reads; refused if the form doesn't hold."""
        whole, said, _ = signed
        self.fill(H(whole), said)

    def fill(self, identity, said):
        self.id = identity
        (_, self.organisation, self.space, self.epoch, self.author, _,
         (self.seen_seq, self.seen_head), self.day, (self.kind, self.content)) = cbor.decode(STATEMENT, said)


class Statement(Form):
    def __init__(self, signed):
        """Refused if form or signature doesn't hold."""
        super().__init__(signed)
        _, said, signature = signed
        sign.verify(self.author, "statement", said, signature)


class Left(Form):
    """What is left of a statement: nobody's signature is on it."""

    def __init__(self, identity, said):
        self.fill(identity, said)


class Nested:
    """A statement in another value, as its bytes."""

    def read(self, reader):
        start = reader.at
        STATEMENT.read(reader)
        return reader.data[start:reader.at]


def read_signed(data):
    try:
        return cbor.decode(Signed(), data)
    except Refused:
        return None
