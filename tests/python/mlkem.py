"""ML-KEM-768 (FIPS 203), from a seed and from given randomness."""

import hashlib
from functools import lru_cache

Q, N, K = 3329, 256, 3
ETA, DU, DV = 2, 10, 4


def reversed_bits(i):
    return int(f"{i:07b}"[::-1], 2)


ZETAS = [pow(17, reversed_bits(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * reversed_bits(i) + 1, Q) for i in range(128)]


def ntt(f):
    f, i, step = list(f), 1, 128
    while step >= 2:
        for start in range(0, N, 2 * step):
            zeta = ZETAS[i]
            i += 1
            for j in range(start, start + step):
                t = zeta * f[j + step] % Q
                f[j + step] = (f[j] - t) % Q
                f[j] = (f[j] + t) % Q
        step //= 2
    return f


def from_ntt(f):
    f, i, step = list(f), 127, 2
    while step <= 128:
        for start in range(0, N, 2 * step):
            zeta = ZETAS[i]
            i -= 1
            for j in range(start, start + step):
                t = f[j]
                f[j] = (t + f[j + step]) % Q
                f[j + step] = zeta * (f[j + step] - t) % Q
        step *= 2
    return [x * 3303 % Q for x in f]


def plus(f, g):
    return [(a + b) % Q for a, b in zip(f, g)]


def minus(f, g):
    return [(a - b) % Q for a, b in zip(f, g)]


def product(f, g):
    out = []
    for i, gamma in enumerate(GAMMAS):
        a0, a1, b0, b1 = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        out += [(a0 * b0 + a1 * b1 % Q * gamma) % Q, (a0 * b1 + a1 * b0) % Q]
    return out


def inner(v, w):
    total = [0] * N
    for f, g in zip(v, w):
        total = plus(total, product(f, g))
    return total


def to_bytes(f, width):
    number = sum(x << width * i for i, x in enumerate(f))
    return number.to_bytes(32 * width, "little")


def from_bytes(data, width):
    number = int.from_bytes(data, "little")
    return [number >> width * i & (1 << width) - 1 for i in range(N)]


def compress(f, width):
    return [((x << width + 1) + Q) // (2 * Q) % (1 << width) for x in f]


def decompress(f, width):
    return [(2 * x * Q + (1 << width)) >> width + 1 for x in f]


def uniform(rho, i, j):
    """An element of the matrix: row i, column j."""
    out, data = [], hashlib.shake_128(rho + bytes([j, i])).digest(1344)
    for a, b, c in zip(data[::3], data[1::3], data[2::3]):
        out += [x for x in (a | (b & 15) << 8, b >> 4 | c << 4) if x < Q]
    assert len(out) >= N
    return out[:N]


@lru_cache(maxsize=None)
def matrix(rho):
    return [[uniform(rho, i, j) for j in range(K)] for i in range(K)]


def noise(seed, nonce):
    bits = from_bits(hashlib.shake_256(seed + bytes([nonce])).digest(64 * ETA))
    return [(bits[4 * i] + bits[4 * i + 1] - bits[4 * i + 2] - bits[4 * i + 3]) % Q for i in range(N)]


def from_bits(data):
    return [byte >> i & 1 for byte in data for i in range(8)]


def G(data):
    digest = hashlib.sha3_512(data).digest()
    return digest[:32], digest[32:]


def reduced(public):
    """Whether every coefficient of an encapsulation key is below q."""
    return all(x < Q for i in range(K) for x in from_bytes(public[384 * i:384 * i + 384], 12))


@lru_cache(maxsize=None)
def keys(seed):
    """(encapsulation key, secret vector, z) from d ‖ z."""
    rho, sigma = G(seed[:32] + bytes([K]))
    a = matrix(rho)
    s = [ntt(noise(sigma, i)) for i in range(K)]
    e = [ntt(noise(sigma, K + i)) for i in range(K)]
    t = [plus(inner(a[i], s), e[i]) for i in range(K)]
    return b"".join(to_bytes(f, 12) for f in t) + rho, s, seed[32:]


def encrypt(public, message, coins):
    t = [from_bytes(public[384 * i:384 * i + 384], 12) for i in range(K)]
    a = matrix(public[384 * K:])
    y = [ntt(noise(coins, i)) for i in range(K)]
    u = [plus(from_ntt(inner([a[j][i] for j in range(K)], y)), noise(coins, K + i)) for i in range(K)]
    mu = decompress(from_bytes(message, 1), 1)
    v = plus(plus(from_ntt(inner(t, y)), noise(coins, 2 * K)), mu)
    return b"".join(to_bytes(compress(f, DU), DU) for f in u) + to_bytes(compress(v, DV), DV)


def encapsulate(public, message):
    """(shared secret, ciphertext)."""
    shared, coins = G(message + hashlib.sha3_256(public).digest())
    return shared, encrypt(public, message, coins)


def decapsulate(seed, ciphertext):
    public, s, z = keys(seed)
    u = [ntt(decompress(from_bytes(ciphertext[320 * i:320 * i + 320], DU), DU)) for i in range(K)]
    v = decompress(from_bytes(ciphertext[320 * K:], DV), DV)
    message = to_bytes(compress(minus(v, from_ntt(inner(s, u))), 1), 1)
    shared, coins = G(message + hashlib.sha3_256(public).digest())
    if encrypt(public, message, coins) == ciphertext:
        return shared
    return hashlib.shake_256(z + ciphertext).digest(32)
