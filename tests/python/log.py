"""Section 10: the replay of a log, entry by entry."""

import cbor
import curve
import inbox
from base import H, Refused, label, need
from seal import open_seal
from standing import SLOTS, Standing
from state import STANDING, State
from statement import (
    ADMIT, BEACON, CHANGE, CHECKPOINT, CONFIRM, DROPPED, FOUND, MADE_A_RECORD, PARENT, ROTATE, Form, Statement, read_signed)

ACCEPTED, DUPLICATE, FORKED, REFUSED, STALE = 1, 2, 3, 4, 5
UNSEEN_AT_MOST = 1024


def next_head(space, seq, head, leaf):
    return H(label("head"), space, seq.to_bytes(8, "big"), head, leaf)


class Log:
    """`epoch` and `read` open the blobs; which epoch a statement must name, the log itself says."""

    def __init__(self, space, epoch, read, founding):
        self.space, self.sealed_in, self.read = space, epoch, read
        self.standing = Standing(space, founding)
        self.running = None
        self.ids = set()
        self.heads = [H(label("head"), space)]
        self.state = State(space)

    def judge(self, blob):
        """The verdict on the next blob."""
        signed, leaf = self.open(blob)
        seq = len(self.heads)
        verdict = REFUSED
        if signed is not None:
            verdict = self.judge_signed(signed, leaf, seq)
            self.ids.add(leaf)
        self.heads.append(next_head(self.space, seq, self.heads[-1], leaf))
        return verdict

    def open(self, blob):
        if len(blob) == 33 and blob[0] == 0:
            return None, H(label("void-leaf"), blob[1:])
        try:
            signed = read_signed(open_seal(self.read, "entry", self.space, self.sealed_in, blob))
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
            return self.copy(said)
        if said.seen_seq + UNSEEN_AT_MOST < seq or self.overtaken(said):
            return STALE
        if said.seen_seq >= seq or self.heads[said.seen_seq] != said.seen_head:
            return FORKED
        if said.kind == CHECKPOINT and said.seen_seq != seq - 1:
            return STALE
        try:
            self.effect(said, seq)
        except Refused:
            return REFUSED
        self.state.apply(said, seq)
        return ACCEPTED

    def overtaken(self, said):
        last = self.standing.parent
        return said.kind == PARENT and last is not None and said.seen_seq < last[1]

    def copy(self, said):
        """What was said above: neither its epoch nor what its author had seen there is judged."""
        try:
            self.standing.apply(said, 0, lambda _: True)
        except Refused:
            return REFUSED
        if self.standing.arrived():
            self.running = 1
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
        elif said.kind == ADMIT:
            self.admit(said)
        elif said.kind in STANDING:
            self.standing.apply(said, seq, lambda key: self.standing.changed.get(key, 0) <= said.seen_seq)
            if said.kind == FOUND:
                self.running = said.epoch
        else:
            need(said.kind in (BEACON, CHECKPOINT, CONFIRM))

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
        self.running += 1

    def admit(self, said):
        entries, = said.content
        need(entries)
        for fate, handed_in in entries:
            if fate == DROPPED:
                continue
            author = inbox.check(self.space, handed_in)
            need(handed_in[0] <= self.running and author in self.standing.kem_of)
            need(fate != MADE_A_RECORD or author in self.standing.members)
