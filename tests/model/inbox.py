"""The inbox: what collectors, who can read nothing, hand in; how it comes into the log; and who lies about it.

A blob is sealed to the inbox key of one epoch, its words signed inside. The server keeps an unordered bag of blobs. An editor's
`admit` [(verdict, words or their hash)...] makes a record of them, holds them (a rotation does, before anybody has looked) or drops them."""
from rules import H, SPACE, Blob, Refused, Words, on, sign, signed

def key_of(secret): return H("inbox", secret)              # from the reading secret of an epoch
def identity(words): return H("words", words.author, words.id, words.value)    # sealed or signed again, it is still the same

# ---- the log's part
def judge(st, entries):
    for verdict, words in entries:
        if verdict == "drop": continue
        if on("in_sig") and not signed(words) or words.space != SPACE: return "not their words"
        if words.epoch > st.epoch: return "words of an epoch to come"
        if on("in_known") and words.author not in st.ever: return "a stranger's words"
        if on("in_member") and verdict == "record" and words.author not in st.roles: return "words of somebody gone"
    return None
def apply(st, leaf, place, entries):
    """All that was judged; each by its words, once."""
    for index, (verdict, words) in enumerate(entries):
        which = words if verdict == "drop" else identity(words)
        if which in st.dealt and on("in_once"): continue
        if verdict != "drop": st.taken.append((verdict, which, words.author, words.author in st.roles))
        if verdict == "hold": st.held[which] = words; continue
        st.held.pop(which, None); st.dealt.add(which)
        if verdict == "record": st.recs[(H(leaf, index), "all")] = (words.value, place, ())

# ---- the server's part: a bag, and for ever what was in it
class Bag:
    def __init__(self): self.blobs, self.known = {}, {}
    def post(self, srv, who, epoch, blob):
        if who not in srv.posts or srv.frozen: raise Refused("capability")
        if on("in_again") and blob.id in self.known:
            if self.known[blob.id] != H(blob): raise Refused("another blob of this id")
            return
        if on("in_epoch") and epoch != srv.epoch: raise Refused("epoch")
        self.blobs[blob.id], self.known[blob.id] = blob, H(blob)
    def remove(self, ids):
        for i in ids: self.blobs.pop(i, None)

# ---- clients
class Collector:
    """Holds what opens the card, and a capability to post."""
    def __init__(self, name, rng): self.name, self.rng, self.unsent, self.acked, self.mine, self.card = name, rng, [], [], {}, None
    def seal(self, value, number, epoch, key):
        words = sign(Words(SPACE, epoch, key, self.rng.getrandbits(60), self.name, number, value))
        return Blob(self.rng.getrandbits(60), epoch, key, words)
    def write(self, value): self.unsent.append([value, self.rng.getrandbits(60), None])
    def hand_in(self, srv, shown=None, lossy=True):
        self.card = shown or self.card or srv.card         # what it looked at last, until that is refused
        if on("in_card") and not (signed(self.card) and self.card.author in ("lead", "lea")): self.card = None; return
        for entry in list(self.unsent):
            value, number, blob = entry
            if blob is None: blob = entry[2] = self.seal(value, number, *self.card.body)
            try: srv.bag.post(srv, self.name, blob.epoch, blob)
            except Refused as why:
                self.card = srv.card
                if str(why) == "epoch" and on("in_wrap"): entry[2] = None        # once more, with the next card
                continue
            self.mine[blob.id] = blob.key
            if lossy and self.rng.random() < .3: continue  # the answer is lost: the very same goes again
            self.unsent.remove(entry); self.acked.append((identity(blob.payload), srv.era))

def look(client, srv):
    """What a reader finds in the inbox: words that are signed, of people who ever stood. The rest is nobody's."""
    key, st = key_of(client.key.get(client.st.epoch)), client.st
    ours = lambda b: b.ok and b.key == key and isinstance(b.payload, Words) and judge(st, [("hold", b.payload)]) is None
    return {i: b.payload for i, b in srv.bag.blobs.items() if ours(b)}
def admit(client, words):
    """An editor's verdict: a record of a member's words, nothing of those of people who are gone, and each once."""
    st, out = client.st, []
    for w in words:
        if identity(w) in st.dealt and on("in_once"): continue
        out.append(("record", w) if w.author in st.roles or not on("in_member") else ("drop", identity(w)))
    return tuple(out)
