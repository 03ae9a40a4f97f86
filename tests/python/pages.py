"""Section 17: a state read from pages."""

import cbor
from base import H, Refused, label, need
from cbor import Bool, Bytes, Fields, List, Optional, Reader, Text, Uint, Value, U16, U32
from inbox import HANDED_IN
from log import ACCEPTED, UNSEEN_AT_MOST, Log, next_head
from seal import open_packed
from state import STANDING, STANDING_AGAIN, Field, Import, Row, State
from statement import RECORD, RESTATE, RESUME, Form, Signed, Statement

ROWS_MOST = 65_536
BASE, RECORDS = 1, 2

SEEN = Fields(Uint(), Bytes(32))
IMPORT = Fields(Bytes(16), Text(), Uint(), List(Fields(Bytes(32), U32)), Bool(), Bool())
BASE_SHAPE = Fields(Uint(1, 1), List(Fields(SEEN, Uint(), Bytes())), List(Fields(Uint(), Signed())),
                    List(IMPORT), List(Fields(Bytes(32), U16)), Bytes(), List(HANDED_IN), List(Fields(Uint(), Uint(), Bytes(32))))
SAID = Fields(Uint(), U32, U16, Optional(Bytes(32)))


class Values:
    """`[1, [items]]` or `[2, [items, codes]]`."""

    def read(self, reader):
        need(reader.expect(4) == 2)
        kind = Uint(2, 1).read(reader)
        return kind, Fields(Bytes()).read(reader) if kind == 1 else Fields(Bytes(), Bytes()).read(reader)


TABLE = Fields(List(Bytes(32)), List(SAID), List(Fields(U32, U32, U32)), List(Fields(U32, U32, Optional(Bytes(32)))), List(Fields(U32, U32, U16)),
               List(Fields(U32, RECORD)),
               List(Fields(U16, Bytes(), Values(), List(Fields(U32, U32)))),
               List(Fields(U32, U16, List(Fields(Value(), U32)))))


def content_hash(data):
    return H(label("page"), data)


def items(data):
    reader, found = Reader(data), []
    while reader.at < len(data):
        found.append(Value().read(reader))
    return found


def at(things, index):
    need(index < len(things))
    return things[index]


def column_values(kind, parts, count):
    if kind == 1:
        values = items(parts[0])
        need(len(values) == count)
        return values
    words, codes = items(parts[0]), parts[1]
    wide = len(words) > 256
    need(len(codes) == count * (2 if wide else 1))
    numbers = [codes[i] | (codes[count + i] << 8 if wide else 0) for i in range(count)]
    values = [at(words, number) for number in numbers]
    # One encoding: each different value once, in the order they come first.
    need(list(dict.fromkeys(values)) == words and len(set(words)) == len(words))
    return values


def strictly(keys):
    need(all(a < b for a, b in zip(keys, keys[1:])))


class Pages:
    """Pages in their order; `state(founding)` is what they tell."""

    def __init__(self, space, epoch, read):
        self.space, self.epoch, self.read = space, epoch, read
        self.names, self.base, self.rows = [], b"", []
        self.said, self.makers = {}, {}

    def page(self, blob):
        data = open_packed(self.read, "page", self.space, self.epoch, blob)
        need(data and data[0] in (BASE, RECORDS))
        if data[0] == BASE:
            need(not self.rows)
            self.base += data[1:]
        else:
            self.table(data[1:])
        self.names.append(content_hash(data))

    def table(self, data):
        authors, statements, made, deleted, collected, arrived, columns, others = cbor.decode(TABLE, data)
        seqs = [seq for seq, _, _, _ in statements]
        strictly(seqs)
        rows = []
        for number, (statement, first, count) in enumerate(made):
            need(count > 0 and len(rows) + count <= ROWS_MOST)
            if number:
                before, begun, length = made[number - 1]
                need((before, begun + length) != (statement, first))
            rows += [Row(at(seqs, statement), first + i) for i in range(count)]
        need(rows)
        for row, statement, went in deleted:
            at(rows, row).deleted, rows[row].went = at(seqs, statement), went
        strictly([row for row, _, _ in deleted])
        for row, author, day in collected:
            at(rows, row).collector = [at(authors, author), day]
        strictly([row for row, _, _ in collected])
        for row, record in arrived:
            at(rows, row).origin = record
        strictly([row for row, _ in arrived])
        strictly([column[0] for column in columns])
        for field, bits, (kind, parts), writers in columns:
            self.column(rows, seqs, field, bits, kind, parts, writers)
        strictly([(row, field) for row, field, _ in others])
        for row, field, values in others:
            need(values and field in at(rows, row).fields)
            rows[row].fields[field].others = [(value, at(seqs, statement)) for value, statement in values]
        self.references(rows, authors, statements, collected)
        self.rows += rows

    def column(self, rows, seqs, field, bits, kind, parts, writers):
        need(len(bits) in (0, (len(rows) + 7) // 8))
        there = [i for i in range(len(rows)) if not bits or bits[i // 8] >> i % 8 & 1]
        need(there and (not bits or len(there) < len(rows)))
        need(not bits or sum(byte.bit_count() for byte in bits) == len(there))
        for row, value in zip(there, column_values(kind, parts, len(there))):
            rows[row].fields[field] = Field(value, rows[row].seq)
        strictly([row for row, _ in writers])
        for row, statement in writers:
            need(field in at(rows, row).fields and at(seqs, statement) != rows[row].seq)
            rows[row].fields[field].seq = seqs[statement]

    def references(self, rows, authors, statements, collected):
        """Statements are those that the rows name, authors those of statements and collected rows in the order named first."""
        need({seq for row in rows for seq in row.places()} == {seq for seq, _, _, _ in statements})
        named = [author for _, author, _, _ in statements] + [author for _, author, _ in collected]
        need(list(dict.fromkeys(named)) == list(range(len(authors))) and len(set(authors)) == len(authors))
        makers = {row.seq for row in rows}
        for seq, author, day, made in statements:
            need((made is not None) == (seq in makers))
            need(self.said.setdefault(seq, (authors[author], day)) == (authors[author], day))
            if made is not None:
                need(self.makers.setdefault(seq, made) == made)

    def state(self, founding):
        """State, seq and head."""
        _, runs, standing, imports, began, dealt, held, restated = cbor.decode(BASE_SHAPE, self.base)
        log = Log(self.space, self.epoch, self.read, founding)
        gaps = [(place, said) for place, said in ((place, Form(signed)) for place, signed in standing)
                if said.kind == RESUME and said.space == self.space]
        seq, head, leaves = self.window(log, runs, gaps)
        state = State(self.space)
        state.standing = self.judged(log, standing, leaves, seq)
        state.rows = self.rows
        need(len(began) == len(imports) and len(dealt) % 32 == 0)
        for place, (author, day) in self.said.items():
            state.said[place] = self.makers.get(place), author, day
        for (identity, name, place, statements, undone, abandoned), (author, day) in zip(imports, began):
            one = Import(identity, name, place)
            one.statements, one.undone, one.abandoned = statements, undone, abandoned
            state.imports.append(one)
            state.said.setdefault(place, (None, author, day))
        hashes = [dealt[i:i + 32] for i in range(0, len(dealt), 32)]
        strictly(hashes)
        strictly([H(handed[3]) for handed in held])
        state.dealt = set(hashes)
        state.held = {H(handed[3]): handed for handed in held}
        strictly([place for place, _, _ in restated])
        for place, stood, identity in restated:
            gap = [gap for gap in log.gaps if gap[0] < stood < gap[1] < place]
            need(gap)
            state.again[place] = stood, gap[0][1], identity
        return state, seq, head

    def window(self, log, runs, gaps):
        """Heads into the log; the last of them, and all leaves."""
        starts = [((0, log.head), 1)] + [(tuple(said.content[0]), place) for place, said in gaps]
        need(len(runs) == len(starts))
        log.heads, leaves = {}, {}
        for number, (before, first, run) in enumerate(runs):
            (start, begin), (seq, head) = starts[number], before
            count = len(run) // 32
            need(0 < count <= UNSEEN_AT_MOST and len(run) % 32 == 0)
            need((tuple(before), first) == (start, begin) or (count == UNSEEN_AT_MOST and seq + 1 == first > begin))
            log.heads[seq] = head
            for place in range(first, first + count):
                leaves[place] = run[(place - first) * 32:][:32]
                seq, head = place, next_head(self.space, place, head, leaves[place])
                log.heads[seq] = head
            if number < len(gaps):
                need((seq, head) == starts[number + 1][0])
        return seq, head, leaves

    def judged(self, log, standing, leaves, last):
        """The standing statements, each judged by those before it, as far as the heads tell."""
        log.begun, found = True, []
        strictly([seq for seq, _ in standing])
        for seq, leaf in sorted(leaves.items()):
            log.ids.setdefault(leaf, seq)
        for seq, signed in standing:
            said = Statement(signed)
            need(seq <= last and leaves.get(seq, said.id) == said.id and not log.ends_its_own_epoch(signed))
            again = said.kind == RESTATE and Form(said.content[1]).kind in STANDING_AGAIN
            need((said.kind in STANDING or again) and log.in_place(said))
            log.last = said.content[0][0] if said.kind == RESUME else seq - 1
            if said.space != self.space:
                need(log.copy(said, signed, seq) == ACCEPTED)
            else:
                need(log.unseen(said) is None)
                if again:
                    need(log.restate(said, seq) == ACCEPTED)
                else:
                    log.effect(said, seq)
            if said.kind == RESUME:
                log.gaps.append((log.last, seq))
            found.append([seq, said.id])
        return found
