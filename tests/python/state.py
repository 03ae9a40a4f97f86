"""Section 17: what a log comes to."""

import cbor
import inbox
from base import H, label
from cbor import Verbatim
from statement import ADMIT, CHANGE, ERASE, HELD, HELD_LEFT, MADE_A_RECORD, MOVE_IN, MOVE_OUT, RECORD_LEFT

STANDING = {1, 2, 3, 4, 5, 8, 10, 13, 17, 18}
STANDING_AGAIN = {2, 3, 5, 18}                # in a restatement


class Field:
    def __init__(self, value, seq):
        self.value, self.seq, self.others = value, seq, []


class Row:
    def __init__(self, seq, index, collector=None, origin=None):
        self.seq, self.index, self.deleted, self.collector = seq, index, None, collector
        self.origin, self.went = origin, None   # a record of another region; the statement it arrived in elsewhere
        self.fields = {}

    def set(self, field, based_on, value, seq):
        if field not in self.fields:
            self.fields[field] = Field(value, seq)
            return
        there = self.fields[field]
        if there.seq == based_on:
            there.others = []
        elif there.value != value:
            there.others.append((there.value, there.seq))
            there.others = [other for other in there.others if other[0] != value]
        there.value, there.seq = value, seq

    def gone(self):
        """Erased for good."""
        return self.deleted is not None and not self.fields

    def places(self):
        yield self.seq
        if self.deleted is not None:
            yield self.deleted
        for field in self.fields.values():
            yield field.seq
            yield from (seq for _, seq in field.others)

    def encoded(self):
        fields = [[number, Verbatim(field.value), field.seq, [[Verbatim(value), seq] for value, seq in field.others]]
                  for number, field in sorted(self.fields.items())]
        return [self.seq, self.index, self.deleted, self.went, self.collector, self.origin, fields]


class Import:
    def __init__(self, identity, name, seq):
        self.id, self.name, self.seq = identity, name, seq
        self.statements, self.undone, self.abandoned = [], False, False

    def encoded(self):
        return [self.id, self.name, self.seq, self.statements, self.undone, self.abandoned]


class State:
    def __init__(self, space):
        self.space = space
        self.standing, self.rows, self.imports = [], [], []
        self.true = True                # whether every erasure has told the state
        self.said = {}                  # seq to (statement's hash, author, day)
        self.made = {}                  # statement's hash to its rows, by index
        self.admits = set()             # statements that made rows of entries
        self.dealt, self.held = set(), {}
        self.again = {}                 # seq to (where it stood, first place after that gap, statement's hash)

    def restate(self, outer, inner, seq, stood, resumed):
        if inner.kind in STANDING_AGAIN:
            self.standing.append([seq, outer.id])
        else:
            self.again[seq] = stood, resumed, inner.id
            self.apply(inner, seq)

    def saw(self, seen, seq):
        """Whether who had seen up to `seen` knew what stands at `seq`."""
        if seq <= seen:
            return True
        stood, resumed, _ = self.again.get(seq, (seen + 1, 0, None))
        return stood <= seen < resumed

    def now(self, seq):
        places = [place for place, (stood, _, _) in self.again.items() if stood == seq]
        return max(places, default=seq)

    def apply(self, said, seq):
        self.said[seq] = said.id, said.author, said.day
        if said.kind in STANDING:
            self.standing.append([seq, said.id])
            if said.kind == ERASE:
                self.erase(said, seq)
        elif said.kind == CHANGE:
            self.change(said, seq)
        elif said.kind == MOVE_IN:
            for index, (record, fields) in enumerate(said.content[0]):
                self.row(said, seq, index, fields, origin=record)
        elif said.kind == MOVE_OUT:
            arrived, records = said.content
            for statement, index in records:
                row = self.made.get(statement, {}).get(index)
                if row is not None:
                    self.end(row, said, seq, arrived)
        elif said.kind == ADMIT:
            for index, (fate, what) in enumerate(said.content[0]):
                self.admit(fate, what, said, seq, index)

    def row(self, said, seq, index, fields, collector=None, origin=None):
        row = Row(seq, index, collector, origin)
        for field, value in fields:
            row.set(field, 0, value, seq)
        self.rows.append(row)
        self.made.setdefault(said.id, {})[index] = row

    def change(self, said, seq):
        tag, new, edits, deletions = said.content
        for index, fields in enumerate(new):
            self.row(said, seq, index, fields)
        if tag is not None:
            self.tagged(tag, said, seq, len(new))
        for (statement, index), fields in edits:
            row = self.made.get(statement, {}).get(index)
            if row is None or row.gone():
                continue
            for field, based_on, value in fields:
                row.set(field, self.now(based_on), value, seq)
            if row.deleted is not None and not self.saw(said.seen_seq, row.deleted):
                row.deleted = row.went = None
        for deletion in deletions:
            self.delete(deletion, said, seq)

    def tagged(self, tag, said, seq, count):
        identity, name = tag
        found = [one for one in self.imports if one.id == identity]
        if count == 0:
            for one in found[:1]:
                one.abandoned = True
            return
        if not found:
            found = [Import(identity, name, seq)]
            self.imports += found
        found[0].statements.append([said.id, count])

    def delete(self, deletion, said, seq):
        statement, first, count, deleted = deletion
        made = self.made.get(statement, {})
        admitted = statement in self.admits
        end = min(first + count, first + 1) if admitted else first + count
        for index in sorted(made):
            row = made[index]
            if first <= index < end and not row.gone():
                if deleted:
                    self.end(row, said, seq)
                else:
                    row.deleted = row.went = None
        if first == 0 and end >= len(made):
            for one in self.imports:
                if any(listed == statement for listed, _ in one.statements):
                    one.undone = deleted
                    break

    def erase(self, said, seq):
        records, collected, _, _ = said.content
        for identity in collected:
            self.held.pop(identity, None)
            self.dealt.add(identity)
        for statement, index in records:
            row = self.made.get(statement, {}).get(index)
            if row is not None:
                row.fields, row.deleted, row.went = {}, seq, None
        # What it says the state right before it is, without these records: itself isn't in that.
        itself = self.standing.pop()
        self.true &= said.content[3] == self.hash(said.seen_seq, said.seen_head)
        self.standing.append(itself)

    def end(self, row, said, seq, went=None):
        if row.gone():
            return
        if any(not self.saw(said.seen_seq, field.seq) for field in row.fields.values()):
            seq = went = None
        row.deleted, row.went = seq, went

    def admit(self, fate, what, said, seq, index):
        if fate == HELD_LEFT:
            return
        if fate == RECORD_LEFT:
            identity, author, day = what
            if identity not in self.dealt:
                self.held.pop(identity, None)
                self.dealt.add(identity)
                self.admits.add(said.id)
                self.row(said, seq, index, [], [author, day])
            return
        handed = what if fate in (HELD, MADE_A_RECORD) else None
        identity = H(handed[3]) if handed else what
        if identity in self.dealt:
            return
        if fate == HELD:
            self.held[identity] = handed
            return
        self.held.pop(identity, None)
        self.dealt.add(identity)
        if fate == MADE_A_RECORD:
            _, author, _, day, fields = cbor.decode(inbox.COLLECTED, handed[3])
            self.admits.add(said.id)
            self.row(said, seq, index, fields, [author, day])

    def totals(self):
        there = [row for row in self.rows if row.deleted is None]
        gone = [row for row in self.rows if row.deleted is not None]
        return [len(there), sum(any(field.others for field in row.fields.values()) for row in there),
                sum(row.collector is not None for row in there), sum(row.origin is not None for row in there),
                sum(row.went is None for row in gone), sum(row.went is not None for row in gone),
                sum(not one.undone for one in self.imports), len(self.held)]

    def hash(self, seq, head):
        places = sorted({place for row in self.rows for place in row.places()} | {one.seq for one in self.imports})
        makers = {row.seq for row in self.rows}
        written = []
        for place in places:
            identity, author, day = self.said[place]
            written.append([place, identity if place in makers else None, author, day])
        state = [1, self.space, seq, head, self.standing, written, [row.encoded() for row in self.rows],
                 [one.encoded() for one in self.imports], sorted(self.dealt), [self.held[key] for key in sorted(self.held)],
                 [[place, stood, identity] for place, (stood, _, identity) in sorted(self.again.items())]]
        return H(label("state"), cbor.encode(state))
