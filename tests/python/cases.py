"""What a vector of each folder says, checked. A case is refused by raising `Refused`, and holds when it ends."""

import card
import cbor
import chain
import envelope
import inbox
import invitation
import keyring
import kem
import packet
import pages
import people
import request
import shares
import sign
import words
from base import H, Refused, label, need
from log import ACCEPTED, Log
from seal import open_seal, seal


def check_seal(v):
    place = v.bytes("secret"), v.text("label").removeprefix("skrynia/1/"), v.bytes("space"), v.number("epoch")
    size = v.number("padding")
    sizes = (size,) if size else None
    v.equal("plaintext", open_seal(*place, v.bytes("sealed"), sizes))
    v.equal("sealed", seal(*place, v.bytes("plaintext"), v.bytes("blob-id"), sizes))


def check_chain(v):
    known = chain.secrets(chain.LEAD, v.bytes("lead"), v.bytes("space"), v.number("epoch"))
    for name, value in known.items():
        v.equal(name, value)


def check_dummy_capability(v):
    v.equal("key", chain.dummy_capability(
        v.bytes("lead"), v.bytes("space"), v.number("epoch"), v.number("rights"), v.number("index")))


def check_capabilities(v):
    def pairs(name):
        data = v.bytes(name)
        return [(data[at], data[at + 1:at + 33]) for at in range(0, len(data), 33)]

    found = chain.capabilities(v.bytes("lead"), v.bytes("space"), v.number("epoch"), v.number("slots"),
                               pairs("members"), pairs("above"))
    v.same("list", found, pairs("list"))


def check_roster(v):
    """A name given in epoch 2, read by who has L of epoch 3."""
    space = v.bytes("space")
    key = chain.secrets(chain.LEAD, v.bytes("lead"), space, 3)["roster"]
    before = chain.open_handed_on(key, space, 3, v.bytes("chain"))
    name, batch, was = chain.open_name(before, space, 2, v.bytes("entry"))
    if was is not None:
        v.equal("was", was)
    v.equal("name", name.encode())
    if batch is not None:
        v.equal("seed", batch[0])
        v.same("batch", batch[1:], [3, 9])  # tokens 3 to 8


def check_founding(v):
    for name, value in zip(("public", "fingerprint", "recovery-seed", "recovery-public"),
                           people.founding(v.bytes("seed"))):
        v.equal(name, value)


def check_shares(v):
    cards = list(v.numbered("card-"))
    seed = shares.combine(cards)
    v.equal("seed", seed)
    v.equal("root", shares.root_space(seed))
    v.equal("words", shares.words(cards[0], 3).encode())


def check_envelope(v):
    place = v.bytes("space"), v.number("epoch")
    fields = envelope.open_slot(v.bytes("recipient"), *place, v.bytes("slot"))
    for name, value in zip(("role", "secret", "capability", "commitment"), fields):
        v.equal(name, bytes([value]) if name == "role" else value)
    v.same("lead", fields[4], sign.public(v.bytes("lead")))
    v.equal("slot", envelope.make_slot(
        v.bytes("lead"), kem.public(v.bytes("recipient")), *place, v.bytes("randomness"), fields))


def check_below(v):
    """A fixed slot of a region below, by who holds a role's secret above, maybe with what a rotation there handed on."""
    above, running, role = v.bytes("above-space"), v.number("above-epoch"), v.number("above-role")
    place, slot = v.number("place"), v.bytes("slot")
    known = chain.secrets(role, v.bytes("above-secret"), above, running)
    if v.has("chain"):
        began = v.number("chain-epoch")
        need("roster" in known)
        roster_key = known["roster"]
        if v.has("roster-chain"):
            roster_key = chain.open_handed_on(roster_key, above, running, v.bytes("roster-chain"))
        known = {"kem-lead": chain.open_handed_on(roster_key, above, began, v.bytes("chain"), "below-chain")}
    key = ("kem-lead", "kem-edit", "kem-read")[place]
    need(key in known)
    seed, space, epoch = known[key], v.bytes("space"), v.number("epoch")
    fields = envelope.open_slot(seed, space, epoch, slot)
    need(fields[0] == (chain.LEAD, chain.EDITOR, chain.VIEWER)[place])
    for name, value in zip(("secret", "capability", "commitment"), fields[1:]):
        v.equal(name, value)
    v.same("lead", fields[4], sign.public(v.bytes("lead")))
    v.equal("recipient", seed)
    v.same("slot", slot, envelope.make_slot(
        v.bytes("lead"), kem.public(seed), space, epoch, v.bytes("randomness"), fields))


def check_block(v):
    data = v.bytes("head") + bytes(v.number("zeros")) + v.bytes("tail")
    epoch, slots = envelope.open_block(data)
    v.same("epoch", epoch, v.number("epoch"))
    v.same("capacity", len(slots) // envelope.SLOT - envelope.FIXED, v.number("capacity"))
    v.same("block", cbor.encode([1, epoch, slots]), data)


def check_card(v):
    space, epoch = v.bytes("space"), v.number("epoch")
    role = chain.VIEWER if v.has("read") else chain.COLLECTOR
    known = chain.secrets(role, v.bytes(chain.SYMBOLS[role]), space, epoch)
    name, _, inbox, lead = card.open_card(space, epoch, known, v.bytes("founding"), v.bytes("card"))
    v.equal("region", name.encode())
    v.equal("inbox", inbox)
    v.equal("lead", lead)


def replay(v):
    """Verdicts and head hold in every case."""
    log = Log(v.bytes("space"), v.number("epoch"), v.bytes("read"), v.bytes("founding"))
    verdicts = []
    for number, entry in enumerate(v.numbered("entry-"), 1):
        at = f"at-{number}"
        verdicts += log.read_on(entry, v.number(at) if v.has(at) else None)
    v.equal("verdicts", bytes(verdicts))
    v.equal("head", log.head)
    return log, verdicts


def check_log(v):
    """Refused if its last entry isn't accepted."""
    _, verdicts = replay(v)
    need(verdicts[-1] == ACCEPTED)


def check_state(v):
    log, _ = replay(v)
    v.equal("state", log.state.hash(log.last, log.head))
    v.equal("totals", cbor.encode(log.state.totals()))


def check_erase(v):
    """What erasures left is whole, and comes to a state."""
    log, verdicts = replay(v)
    need(verdicts[-1] == ACCEPTED and log.whole() and log.state.true)
    v.equal("state", log.state.hash(log.last, log.head))


def check_page(v):
    reading = pages.Pages(v.bytes("space"), v.number("epoch"), v.bytes("read"))
    for page in v.numbered("page-"):
        reading.page(page)
    state, seq, head = reading.state(v.bytes("founding"))
    need(state.hash(seq, head) == v.bytes("state"))
    v.equal("head", head)
    v.equal("names", b"".join(reading.names))


def check_inbox(v):
    space, epoch = v.bytes("space"), v.number("epoch")
    seed = chain.secrets(chain.VIEWER, v.bytes("read"), space, epoch)["kem-inbox"]
    handed_in, author = inbox.open_entry(seed, space, epoch, v.bytes("entry"))
    v.equal("author", author)
    v.equal("hash", H(handed_in[3]))
    v.equal("handed-in", cbor.encode(handed_in))


def check_packet(v):
    """What a collector makes of a packet, and what a lead makes of its note."""
    name, space, epoch = v.bytes("packet"), v.bytes("space"), v.number("epoch")
    key, reader, last_day, of, author = packet.open_envelope(v.bytes("recipient"), name, v.bytes("envelope"))
    v.equal("reader", sign.public(reader))
    v.equal("author", author)
    v.same("last day", last_day, v.number("last-day"))
    need(of == space)
    title, signed, records = packet.open_content(key, name, space, v.bytes("content"))
    v.equal("title", title.encode())
    v.same("records", len(records), 1)
    need(card.leads(space, epoch, None, v.bytes("founding"), signed, author))
    roster_key = chain.secrets(chain.LEAD, v.bytes("lead"), space, epoch)["roster"]
    _, title, count = packet.open_note(roster_key, name, epoch, v.bytes("for-leads"))
    v.equal("title", title.encode())
    v.same("count", count, 1)


def check_passphrase(v):
    canonical = words.canonical(v.text("typed"))
    v.equal("canonical", canonical.encode())
    stretched = words.stretch(canonical)
    v.equal("stretched", stretched)
    for name, value in zip(("lookup", "sealing"), words.keys(stretched)):
        v.equal(name, value)
    v.equal("write-public", words.write_public(stretched))


def check_key_file(v):
    both = words.with_key_file(v.bytes("stretched"), v.bytes("file"))
    v.equal("both", both)
    for name, value in zip(("lookup", "sealing"), words.keys(both)):
        v.equal(name, value)
    v.equal("write-public", words.write_public(both))


def check_recovery(v):
    seed = chain.recovery_capability(v.bytes("lead"), v.bytes("space"), v.number("epoch"))
    v.equal("key", sign.public(seed))


def check_keyring(v):
    stretched = v.bytes("stretched")
    plaintext, fields = keyring.open_keyring(stretched, v.bytes("blob"))
    v.equal("plaintext", plaintext)
    v.equal("sign", fields[2])
    v.equal("kem", fields[3])
    v.equal("blob", keyring.seal_keyring(stretched, plaintext, v.bytes("blob-id")))


def check_head_code(v):
    digest = H(label("head-code"), v.bytes("space"), v.bytes("seq"), v.bytes("head"))
    v.equal("input", digest)
    stretched, places = words.head_code(digest)
    v.equal("stretched", stretched)
    need(words.parse(v.text("typed"), 6)[1] == places)


def check_head_list(v):
    lists, index = cbor.decode(keyring.HEAD_LISTS, v.bytes("lists")), v.number("index")
    plaintext, rows = keyring.open_list(lists, index, v.bytes("blob"))
    lookup, _, write = keyring.list_keys(lists[0], index)
    v.equal("lookup", lookup)
    v.equal("write-public", sign.public(write))
    v.equal("token", keyring.list_token(lists[1], index))
    v.equal("plaintext", plaintext)
    place = v.bytes("space"), v.number("epoch"), v.number("seq"), v.bytes("head")
    need(keyring.head_row(lists[0], *place) in rows)
    v.equal("blob", keyring.seal_list(lists, index, plaintext, v.bytes("blob-id")))


def check_link(v):
    fields = invitation.open_link(v.bytes("link"))
    for name, value in zip(("secret", "space", "founding", "lead", "list", "token"), fields[1:]):
        v.equal(name, bytes([value]) if name == "list" else value)
    v.equal("link", cbor.encode(fields))


def check_mailbox(v):
    secret = v.bytes("secret")
    keys, nonce, name = invitation.open_post(secret, v.bytes("post"))
    v.equal("mailbox", invitation.mailbox(secret))
    v.equal("keys", cbor.encode(keys))
    v.equal("nonce", nonce)
    v.equal("name", name.encode())
    v.equal("post", invitation.seal_post(secret, keys, nonce, name, v.bytes("blob-id")))


def check_six_words(v):
    number = v.number("list")
    newcomer = cbor.decode(people.MEMBER_KEYS, v.bytes("newcomer"))
    digest = invitation.six_words_input(
        number, v.bytes("founding"), v.bytes("lead"), v.bytes("mailbox"), newcomer, v.bytes("nonce"))
    v.equal("input", digest)
    stretched, six = words.six_words(number, digest)
    v.equal("stretched", stretched)
    v.equal("words", six.encode())


def check_request(v):
    seed, operation = v.bytes("capability"), v.number("operation")
    capability, space, day, params = request.open_request(v.bytes("request"), operation)
    v.same("capability", capability, sign.public(seed))
    v.equal("space", space)
    v.same("day", day, v.number("day"))
    v.equal("params", params)
    v.equal("request", request.make_request(seed, operation, space, day, params))


def check_token(v):
    token = request.token(v.bytes("seed"), v.number("index"))
    v.equal("token", token)
    v.equal("stored", H(token))


FOLDERS = {
    "admit": check_log, "below": check_below, "block": check_block, "capabilities": check_capabilities, "card": check_card,
    "chain": check_chain, "checkpoint": check_log, "dummy-capability": check_dummy_capability, "envelope": check_envelope,
    "erase": check_erase, "founding": check_founding, "head-code": check_head_code, "head-list": check_head_list, "inbox": check_inbox, "key-file": check_key_file, "keyring": check_keyring, "link": check_link,
    "log": check_log, "log-page": check_log, "mailbox": check_mailbox, "move": check_log, "packet": check_packet, "page": check_page, "passphrase": check_passphrase,
    "recovery": check_recovery, "request": check_request, "resume": check_log,
    "roster": check_roster, "rotation": check_log, "seal": check_seal, "shares": check_shares, "six-words": check_six_words,
    "state": check_state, "token": check_token, "tree": check_log,
}
