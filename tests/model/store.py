"""The server of one space: blobs, seqs, a bag, compare-and-swap; it knows nothing else."""
import copy
from inbox import Bag
from rules import Refused, on

class Server:
    def __init__(self, key, card):
        self.epoch, self.next, self.log, self.old = 1, 1, {}, []
        self.env, self.caps, self.posts, self.ids, self.frozen = {"lead": key}, {"lead"}, {"lead"}, {}, False
        self.pages, self.newest = {}, None                 # checkpoint leaf -> (base, pages)
        self.card, self.bag, self.era = card, Bag(), 0     # era: how often it came back from a backup
    def append(self, who, epoch, blob):
        if who not in self.caps or self.frozen: raise Refused("capability")
        if on("once") and blob.id in self.ids: return self.ids[blob.id]
        if on("cas_epoch") and epoch != self.epoch: raise Refused("epoch")
        self.ids[blob.id] = n = self.next
        self.log[n] = blob; self.next += 1
        return n
    def commit(self, who, expect, epoch, entries, env, posts, card, crash=False):
        """Swap a staged epoch in. entries carry their seqs: a rotation never renumbers."""
        if who not in self.caps: raise Refused("capability")
        if on("cas_commit") and expect != (self.epoch, self.next): raise Refused("moved on")
        if on("in_commit") and self.bag.blobs and not self.frozen: raise Refused("something waits")
        if crash and on("atomic"): return
        if self.frozen: self.bag.blobs.clear()             # the lead has taken them into the log
        old, self.epoch, self.env, self.frozen = self.log, epoch, env, False
        if crash: return                                   # half a commit: new epoch, old log
        self.log, self.caps, self.posts, self.card, self.next = dict(entries), set(env), set(posts), card, max(n for n, _ in entries) + 1
        if not on("purge"): self.old += old.values()
    def swap_pages(self, expect, leaf, base, page):
        """A new checkpoint's pages; whatever it doesn't build on goes."""
        if on("cp_cas") and expect != self.newest: raise Refused("checkpoint moved on")
        old, self.newest, self.pages = self.pages, leaf, {leaf: (base, page)}
        while base in old: self.pages[base] = old[base]; base = old[base][0]
    def read(self, since): return [(n, b) for n, b in sorted(self.log.items()) if n > since]
    def restored(self, backup):
        new = copy.deepcopy(backup)
        new.frozen, new.era = on("frozen"), self.era + 1
        return new

def load(pages, leaf):
    """State of a checkpoint: its base, then its own pages over it."""
    if leaf not in pages: return None
    base, page = pages[leaf]; st = page.copy()
    if base:
        under = load(pages, base)
        if under is None: return None
        st.recs = under.recs | st.recs
    return st
