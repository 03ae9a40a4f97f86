#!/usr/bin/env python3
"""Reference model of the protocol: what a log means, the server's compare-and-swap, rotation, restore, the inbox, the tree of regions.
Python 3.11, standard library only. Cryptography is symbolic.

    python3 model.py --histories 3000 --seed 1     random histories, every rule on: no violation may appear
    python3 model.py --mutations                   each rule switched off in turn: a violation must appear
    python3 model.py --space 123 / --tree 123      the one history of this number, step by step

Read in order: rules.py; space.py (the heart), inbox.py, store.py, client.py; world.py and lies.py draw histories of one space and check
them. Then tree.py, branches.py; forest.py draws histories of a tree."""
import argparse, sys, time
from collections import Counter
sys.dont_write_bytecode = True
import forest, world
from rules import INBOX_RULES, OFF, SPACE_RULES, TREE_RULES

KINDS = dict(space=(world.World, 44, {**SPACE_RULES, **INBOX_RULES}), tree=(forest.Forest, 30, TREE_RULES))

def histories(kind, n, seed):
    make, steps, _ = KINDS[kind]; found, count = Counter(), Counter()
    for i in range(n):
        number = seed * 1_000_003 + i
        try: w = make(number); w.run(steps)
        except Exception:                                  # a switched-off rule may break the run itself: not counted as caught
            if not OFF: print(f"   broke: --{kind} {number}"); raise
            count["broke"] += 1; continue
        for b in set(w.bad):
            if not found[b] and not OFF: print(f"   first '{b}': --{kind} {number}")
            found[b] += 1
        count += w.count
    return found, count

def main():
    a = argparse.ArgumentParser(); a.add_argument("--histories", type=int, default=1500); a.add_argument("--seed", type=int, default=1)
    a.add_argument("--mutations", nargs="*"); a.add_argument("--space", type=int); a.add_argument("--tree", type=int)
    o = a.parse_args(); t = time.monotonic(); failed = False
    for kind, (make, steps, rules) in KINDS.items():
        if (one := getattr(o, kind)) is not None: print(make(one).run(steps).bad); return 0
    for kind, (make, steps, rules) in KINDS.items():
        if o.mutations is None:
            n = o.histories if kind == "space" else o.histories // 2       # a tree's takes longer
            found, count = histories(kind, n, o.seed); failed |= bool(found)
            print(f"{kind}, seed {o.seed}: {n} histories of {steps} steps, violations: {dict(found) or 'none'}"); print(dict(count)); continue
        for rule in o.mutations or rules:
            if rule not in rules: continue
            OFF.clear(); OFF.add(rule); found = Counter(); n = 0
            while not found and n < o.histories: found, n = histories(kind, 50, o.seed + n)[0], n + 50
            failed |= not found
            print(f"{'caught' if found else 'MISSED':7}{rule:13}{n:5} histories  {', '.join(f'{k} ×{v}' for k, v in found.most_common(3))}", flush=True)
        OFF.clear()
    print(f"{time.monotonic() - t:.1f} s"); return int(failed)

if __name__ == "__main__": sys.exit(main())
