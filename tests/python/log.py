"""Section 10: the replay of a log, entry by entry."""

import cbor
import curve
import inbox
from base import H, Refused, label, need
from cbor import Bytes, Fields, List, Optional, Uint
from seal import open_packed, open_seal
from standing import SLOTS, Standing
from state import STANDING, State
from statement import (
    ADMIT, BEACON, CHANGE, CHECKPOINT, CONFIRM, CREATE, DROPPED, ERASE, FOUND, HELD_LEFT, MADE_A_RECORD, MOVE_IN, MOVE_OUT, PARENT,
    RECORD_LEFT, RESTATE, RESUME, ROTATE, Choice, Form, Left, Nested, Signed, Statement, read_signed)

ACCEPTED, DUPLICATE, FORKED, REFUSED, STALE, NO_FURTHER = 1, 2, 3, 4, 5, 6
JUMP, FAR = 1 << 20, 1 << 38
UNSEEN_AT_MOST, OPENING, LONGEST = 1024, 128 << 10, (256 << 10) - 64

TOMB, SAID, LEFT = 0, 1, 2


class Whole:
    """The bytes of what another shape reads, and that."""

    def __init__(self, shape):
        self.shape = shape

    def read(self, reader):
        start = reader.at
        return [*self.shape.read(reader), reader.data[start:reader.at]]


REST = Whole(Fields(Bytes(32), Nested(), Optional(Uint())))
STRETCH = Fields(Uint(), List(Choice({TOMB: Bytes(32), SAID: Signed(), LEFT: (Bytes(32), Optional(REST))})))


def next_head(space, seq, head, leaf):
    return H(label("head"), space, seq.to_bytes(8, "big"), head, leaf)


class Log:
    """`epoch` and `read` open the blobs; which epoch a statement must name, the log itself says."""

    def __init__(self, space, epoch, read, founding):
        self.space, self.sealed_in, self.read = space, epoch, read
        self.standing = Standing(space, founding)
        self.running = None
        self.ids = {}                           # to the place of the first; 0 for what was said again
        self.opening = 0                        # bytes of what was copied from above
        self.heads = {0: H(label("head"), space)}
        self.leaves = {}
        self.left, self.erased = {}, {}         # leaf and hash of the rest, by place: as shown, as said
        self.last = 0
        self.begun = False                      # with pages: what stood before their heads isn't known
        self.gaps = []                          # (last seq before, first after)
        self.next_epoch = None
        self.state = State(space)

    @property
    def head(self):
        return self.heads[self.last]

    def read_on(self, blob, last=None):
        """The verdicts on the next blob, or on one that lies elsewhere: an entry, or a page that ends there."""
        if last is None:
            last = self.last + 1
        if blob[:1] != b"\x02":
            return [self.judge(self.open(blob), last)]
        try:
            first, items = self.open_page(blob, last)
        except Refused:
            return [NO_FURTHER]
        verdicts = []
        for seq, item in enumerate(items, first):
            if seq > self.last:
                verdicts.append(self.judge_item(item, seq))
            if verdicts == [NO_FURTHER]:
                break
        return verdicts

    def open_page(self, blob, last):
        first, items = cbor.decode(STRETCH, open_packed(self.read, "log-page", self.space, self.sealed_in, blob[1:]))
        need(items and 1 <= first <= FAR and first + len(items) - 1 == last > self.last)
        opened = []
        for seq, (kind, what) in enumerate(items, first):
            leaf = {TOMB: lambda: H(label("void-leaf"), what), SAID: lambda: H(what[0]), LEFT: lambda: what[0]}[kind]()
            if seq <= self.last:
                need(seq not in self.leaves or self.leaves[seq] == leaf)
            elif kind == SAID:
                need(not self.ends_its_own_epoch(what))
            elif kind == LEFT and what[1] is not None:
                self.may_be_left(*what)
            opened.append((kind, what, leaf))
        return first, opened

    def may_be_left(self, leaf, rest):
        identity, said, stood, _ = rest
        left = Left(identity, said)
        need(left.space == self.space and left.kind in (CHANGE, ADMIT, MOVE_IN) and (stood is not None or identity == leaf))

    def judge_item(self, item, seq):
        kind, what, leaf = item
        if kind != LEFT:
            return self.judge((what if kind == SAID else None, leaf), seq)
        if seq != self.last + 1:
            return NO_FURTHER
        rest = what[1]
        self.ids.setdefault(leaf, seq)
        self.left[seq] = leaf, None if rest is None else H(label("erased"), rest[3])
        self.put(seq, leaf)
        if rest is None:
            return DUPLICATE
        identity, said, stood, _ = rest
        gap = [gap for gap in self.gaps if stood is not None and gap[0] < stood < gap[1]]
        if stood is not None and not gap:
            return DUPLICATE
        left = Left(identity, said)
        if stood is None:
            self.state.apply(left, seq)
        else:
            self.ids[identity] = 0
            self.state.restate(None, left, seq, stood, gap[0][1])
        return ACCEPTED

    def whole(self):
        """Whether a lead's word says of everything that is left out that it was erased."""
        return all(shown in self.erased.get(seq, []) for seq, shown in self.left.items())

    def judge(self, opened, seq):
        signed, leaf = opened
        if seq != self.last + 1:
            return self.jump(signed, leaf, seq)
        verdict = REFUSED
        if signed is not None:
            verdict = self.judge_signed(signed, leaf, seq)
            self.ids.setdefault(leaf, seq)
        self.put(seq, leaf)
        return verdict

    def put(self, seq, leaf):
        self.heads[seq] = next_head(self.space, seq, self.head, leaf)
        self.leaves[seq] = leaf
        self.last = seq

    def jump(self, signed, leaf, seq):
        """Numbers are left out before a resume that holds, and before nothing else."""
        verdict = NO_FURTHER if signed is None else self.judge_signed(signed, leaf, seq)
        if verdict != ACCEPTED or Form(signed).kind != RESUME:
            return NO_FURTHER
        self.ids.setdefault(leaf, seq)
        self.gaps.append((self.last, seq))
        self.put(seq, leaf)
        return ACCEPTED

    def open(self, blob):
        try:
            plain = open_seal(self.read, "entry", self.space, self.sealed_in, blob)
            signed = read_signed(plain) if len(plain) <= LONGEST else None
        except Refused:
            signed = None
        if signed is None or self.ends_its_own_epoch(signed):
            return None, H(label("void-leaf"), H(blob))
        return signed, H(signed[0])

    def ends_its_own_epoch(self, signed):
        """A rotation that isn't sealed in a later epoch than the one it was said in."""
        try:
            said = Form(signed)
        except Refused:
            return False
        return said.kind == ROTATE and said.epoch >= self.sealed_in

    def judge_signed(self, signed, identity, seq):
        try:
            said = Statement(signed)
        except Refused:
            return REFUSED
        if identity in self.ids:
            return DUPLICATE
        if not self.in_place(said):
            return REFUSED
        if said.space != self.space:
            return self.copy(said, signed, seq)
        void = self.unseen(said)
        if void is not None:
            return void
        if said.kind in (CHECKPOINT, ERASE) and said.seen_seq != seq - 1:
            return STALE
        try:
            if said.kind == RESTATE:
                return self.restate(said, seq)
            self.effect(said, seq)
        except Refused:
            return REFUSED
        self.state.apply(said, seq)
        return ACCEPTED

    def stood(self, seq, head):
        """Whether this head stood there, as far as that is known."""
        if seq not in self.heads:
            return self.begun and seq <= self.last and not any(before < seq < after for before, after in self.gaps)
        return self.heads[seq] == head

    def unseen(self, said):
        if said.seen_seq + UNSEEN_AT_MOST < self.last + 1 or self.overtaken(said):
            return STALE
        return None if said.seen_seq <= self.last and self.stood(said.seen_seq, said.seen_head) else FORKED

    def overtaken(self, said):
        last = self.standing.parent
        return said.kind == PARENT and last is not None and said.seen_seq < last[0]

    def copy(self, said, signed, seq):
        """What was said above: neither its epoch nor what its author had seen there is judged."""
        opening = not self.standing.arrived()
        if opening:
            self.opening += len(signed[1]) + len(signed[2])
            if said.kind == CREATE and said.content[0] == self.space and self.opening > OPENING:
                return REFUSED
        try:
            self.standing.apply(said, 0 if opening else seq, lambda _: True)
        except Refused:
            return REFUSED
        if opening and self.standing.arrived():
            self.running = 1
        self.state.standing.append([seq, said.id])
        return ACCEPTED

    def in_place(self, said):
        if not self.standing.may_say(said):
            return False
        return said.space != self.space or said.kind == FOUND or said.epoch == self.running

    def effect(self, said, seq):
        if said.kind == CHANGE:
            need(all(based_on <= said.seen_seq for _, fields in said.content[2] for _, based_on, _ in fields))
        elif said.kind == ROTATE:
            self.rotate(said, seq)
        elif said.kind == RESUME:
            self.resume(said, seq)
        elif said.kind == ADMIT:
            self.admit(said)
        elif said.kind in STANDING:
            self.standing.apply(said, seq, lambda key: self.standing.changed.get(key, 0) <= said.seen_seq)
            if said.kind == FOUND:
                self.running = said.epoch
            if said.kind == ERASE:
                for place, leaf, rest in said.content[2]:
                    self.erased.setdefault(place, []).append((leaf, rest))
        else:
            need(said.kind in (BEACON, CHECKPOINT, CONFIRM, MOVE_IN, MOVE_OUT))

    def rotate(self, said, seq):
        _, named, _, _, above = said.content
        need(said.seen_seq == seq - 1)
        keys = [key for key, _, _ in named]
        need(keys == sorted(self.standing.members))
        slots = [slot for _, _, slot in named]
        need(len(set(slots)) == len(slots) and all(slot < SLOTS for slot in slots))
        for _, capability, _ in named:
            curve.strong_point(capability)
        for capability in above or ():
            curve.strong_point(capability)
        self.running, self.next_epoch = self.next_epoch or self.running + 1, None
        self.standing.rotated = (seq, said.author)

    def resume(self, said, seq):
        restored, remembered, place, epoch = map(lambda field: tuple(field) if isinstance(field, list) else field, said.content)
        need(restored == (said.seen_seq, said.seen_head) == (self.last, self.head))
        need(remembered[0] > self.last or self.stood(*remembered))
        need(place == seq and max(restored[0], remembered[0]) + JUMP <= seq <= FAR)
        need(epoch >= self.running + JUMP)
        self.next_epoch = epoch

    def restate(self, said, seq):
        stood, signed = said.content
        inner = Statement(signed)
        gap = [gap for gap in self.gaps if gap[0] < stood < gap[1]]
        need(gap)
        left = gap[0][0]
        need(inner.space == self.space and inner.epoch <= self.running and self.standing.may_be_restated(inner, left))
        need(inner.seen_seq < stood and inner.seen_seq + UNSEEN_AT_MOST > left)
        need(inner.seen_seq > left or self.heads.get(inner.seen_seq) == inner.seen_head)
        if inner.kind == CHANGE:
            need(all(based_on <= inner.seen_seq for _, fields in inner.content[2] for _, based_on, _ in fields))
        if self.ids.get(inner.id, seq) <= left:
            return DUPLICATE
        if inner.kind != CHANGE:
            self.effect(inner, seq)
        self.ids[inner.id] = 0
        self.state.restate(said, inner, seq, stood, gap[0][1])
        return ACCEPTED

    def admit(self, said):
        entries, = said.content
        need(entries)
        for fate, handed_in in entries:
            need(fate not in (RECORD_LEFT, HELD_LEFT))
            if fate == DROPPED:
                continue
            author = inbox.check(self.space, handed_in)
            need(handed_in[0] <= self.running and author in self.standing.kem_of)
            need(fate != MADE_A_RECORD or author in self.standing.members)
