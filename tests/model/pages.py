#!/usr/bin/env python3
"""How many bytes does a contact cost at rest, and in how many requests does a region arrive?

    pip install zstandard cbor2          # measurement only; nothing in the product uses Python
    python3 pages.py contacts.csv[.xz]   # any CSV with a header line

Compares rows and typed columns, page sizes, padding classes, one region and a 126-region tree, and the import as `change` statements.
"""
import csv, io, lzma, random, statistics, struct, sys, time, zlib
from collections import Counter

try: import zstandard
except ImportError: zstandard = None

SEAL = 1 + 32 + 32 + 16                       # version, blob id, commitment, tag
FINE = [4096 * m for m in (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)]
POWERS = [1024 * 4 ** k for k in range(5)]    # 1, 4, 16, 64, 256 KiB
LIMIT, RECORDS_ROWS = 256 * 1024, 65_536

# ---- encodings
def head(major, n):
    if n < 24: return bytes([major << 5 | n])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << 8 * size: return bytes([major << 5 | code]) + n.to_bytes(size, "big")
def text(s): b = s.encode(); return head(3, len(b)) + b
def row(values):
    """[[tag, value] ...] of the fields that are there: canonical CBOR, every value a text."""
    there = [(i, v) for i, v in enumerate(values) if v]
    return head(4, 2 * len(there)) + b"".join(head(0, i) + text(v) for i, v in there)
def varint(n):
    out = bytearray()
    while n > 127: out.append(n & 127 | 128); n >>= 7
    return bytes(out + bytes([n]))
def column(values):
    """Whichever is smallest: nothing at all, digits as numbers' differences, a dictionary with codes, or plain text."""
    if not any(values): return b"\0"
    if all(v.isdigit() and len(v) < 18 and str(int(v)) == v for v in values if v):
        prev, out = 0, bytearray()
        for v in values:
            n = int(v) + 1 if v else 0
            d = n - prev if n else 0
            out += varint((d << 1 ^ d >> 63 if d >= 0 else (-d << 1) - 1) + 1 if n else 0)
            prev = n or prev
        return b"\1" + bytes(out)
    counts = Counter(values); words = sorted(counts, key=lambda v: (-counts[v], v))
    if len(words) < len(values) * .6:
        code = {w: i for i, w in enumerate(words)}
        codes = [code[v] for v in values]; wide = len(words) > 256
        body = bytes(c & 255 for c in codes) + (bytes(c >> 8 & 255 for c in codes) if wide else b"")
        return b"\2" + varint(len(words)) + b"\n".join(w.encode() for w in words) + b"\0" + body
    return b"\3" + b"\n".join(v.encode() for v in values)
def columns(rows): return b"".join(column(list(c)) for c in zip(*rows))
def rowwise(rows): return b"".join(map(row, rows))

def zstd(level): c = zstandard.ZstdCompressor(level=level); return c.compress
def brotli(level):
    import brotli as b
    return lambda data: b.compress(data, quality=level, lgwin=22)

# ---- pages
def fill(rows, encode, compress, page):
    """As many rows a page as fit, found by bisection on a guess; returns the compressed sizes."""
    sizes, at, guess = [], 0, 4096
    while at < len(rows):
        lo, hi, best = 1, min(len(rows) - at, RECORDS_ROWS), None
        n = min(guess, hi)
        while lo <= hi:
            size = len(compress(encode(rows[at:at + n]))) + 64
            if size <= page:
                best, lo = (n, size), n + 1
                if size > page * .97 or n == hi: break
                n = min(hi, max(n + 1, int(n * page / size * .995)))
            else:
                hi = n - 1; n = max(lo, min(hi, int(n * page / size * .985)))
        at += best[0]; guess = best[0]; sizes.append(best[1])
    return sizes
def pad(size, classes, page):
    grown = [c for c in classes if c <= page] + [page]
    return next(c for c in grown if c >= size) + SEAL

# ---- the tree: Minsk a fifth, six voblast offices and 118 districts and the national office share the rest, lognormal
def tree(rows, seed=1):
    rng = random.Random(seed); rows = rows[:]
    rng.shuffle(rows)
    minsk = len(rows) // 5
    weights = [rng.lognormvariate(0, 1) for _ in range(118)] + [rng.lognormvariate(-1.5, 1) for _ in range(7)]
    out, at, rest, total = [rows[:minsk]], minsk, len(rows) - minsk, sum(weights)
    for i, w in enumerate(weights):
        end = len(rows) if i == len(weights) - 1 else at + round(rest * w / total)
        out.append(rows[at:end]); at = end
    return [r for r in out if r]

def main():
    path = sys.argv[1]; raw = (lzma.open if path.endswith(".xz") else open)(path, "rb").read().decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(raw))); names, rows = table[0], [r for r in table[1:] if len(r) == len(table[0])]
    if names[0] == "id": rows = [r[1:] for r in rows]
    n = len(rows); print(f"{n} contacts, {len(rows[0])} fields, {len(raw.encode()) / n:.0f} B each as CSV")
    key = lambda r: tuple(r[i] for i in sort_by)
    spread = sorted(range(len(rows[0])), key=lambda i: len({r[i] for r in rows[:5000]}))
    sort_by = [i for i in spread if sum(1 for r in rows[:5000] if r[i]) > 3000][3:8]

    print("\n-- whole set, 256 KiB pages, one region")
    codecs = [("deflate 9", lambda d: zlib.compress(d, 9))]
    try: import brotli as _; codecs.append(("brotli 5", brotli(5)))
    except ImportError: pass
    if zstandard: codecs += [("zstd 3", zstd(3)), ("zstd 19", zstd(19))]
    for kind, enc in (("rows", rowwise), ("columns", columns)):
        print(f"{kind:8} uncompressed   {len(enc(rows)) / n:6.1f} B a contact")
        for name, comp in codecs:
            t = time.monotonic(); sizes = fill(rows, enc, comp, LIMIT)
            print(f"{kind:8} {name:12} {sum(sizes) / n:8.1f} B a contact  {len(sizes):3} pages  {time.monotonic() - t:5.1f} s")
    comp_name, comp = codecs[-2] if zstandard else codecs[0]

    print(f"\n-- layout, {comp_name}: bytes a contact at rest (padded, sealed) and pages; a request carries up to 2 MiB")
    regions = tree(rows); sizes = sorted(map(len, regions))
    print(f"{len(regions)} regions: smallest {sizes[0]}, median {sizes[len(sizes) // 2]}, largest {sizes[-1]} contacts")
    print(f"{'':9}{'page':>9} {'content':>8} {'fine':>7} {'powers4':>8} {'pages':>6} {'requests, all':>14} {'median region':>14}")
    for kind, enc in (("rows", rowwise), ("columns", columns)):
        for page in (65536, 262144, 1048576):
            for label, parts in (("one", [rows]), ("tree", regions)):
                per = [fill(p, enc, comp, page) for p in parts]; flat = [s for p in per for s in p]
                fine = sum(pad(s, FINE + [524288, 786432], page) for s in flat); four = sum(pad(s, POWERS, page) for s in flat)
                req = max(1, -(-fine // (2 << 20))) if label == "one" else sum(max(1, -(-sum(pad(s, FINE + [524288, 786432], page) for s in p) // (2 << 20))) for p in per)
                print(f"{kind:8}{label:>5}{page >> 10:5} {sum(flat) / n:8.1f} {fine / n:7.1f} {four / n:8.1f} {len(flat):6} {req:14} {statistics.median(map(len, per)):14}")

    print("\n-- import as change statements, not compressed, no pages yet")
    for budget in (262144, 65536):
        body, count, used, total = 0, 0, 0, 0
        for r in rows + [None]:
            b = len(row(r)) + 8 if r else 0            # + what one record costs in the statement: index, field tags, based-on
            if r is None or used + b + 400 > budget:   # 400: purpose, org, space, author, seen, signature
                total += pad(used + 400, POWERS, 262144); count += 1; used = 0
            used += b
        print(f"statements of {budget >> 10:3} KiB: {count} statements, {total / n:.1f} B a contact at rest, {total / 2 ** 20:.1f} MiB to download")
    for p in regions[:1] + [sorted(regions, key=len)[len(regions) // 2]]:
        used = sum(len(row(r)) + 8 for r in p); k = -(-used // 261700)
        print(f"region of {len(p)}: {k} statements")

if __name__ == "__main__": main()
