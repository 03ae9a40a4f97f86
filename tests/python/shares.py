"""Section 6: the founding key on paper, Shamir's scheme over GF(256)."""

import people
from base import H, derive, label, need
from words import word_list

LENGTH, WORDS, MOST = 44, 32, 16


def times(a, b):
    """In GF(256), modulo x^8 + x^4 + x^3 + x + 1."""
    product = 0
    for bit in range(8):
        if b >> bit & 1:
            product ^= a << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11B << bit - 8
    return product


def inverse(a):
    return next(b for b in range(1, 256) if times(a, b) == 1)


def words(card, number):
    bits = int.from_bytes(card, "big")
    listed = word_list(number)
    return " ".join(listed[bits >> 11 * (WORDS - 1 - place) & 2047] for place in range(WORDS))


def read(card):
    """(what is common to a printing, x, y)."""
    need(len(card) == LENGTH and card[0] == 1)
    need(H(label("share"), card[:41])[:3] == card[41:])
    need(2 <= card[7] <= MOST and card[8] != 0)
    return card[:8], card[8], card[9:41]


def combine(cards):
    cards = [read(card) for card in cards]
    common = cards[0][0]
    numbers = [x for _, x, _ in cards]
    need(all(other == common for other, _, _ in cards))
    need(len(set(numbers)) == len(numbers) >= common[7])
    seed = bytearray(32)
    for _, x, y in cards:
        factor = 1
        for other in numbers:
            if other != x:
                factor = times(factor, times(other, inverse(other ^ x)))
        for at in range(32):
            seed[at] ^= times(factor, y[at])
    need(people.founding(bytes(seed))[1][:4] == common[1:5])
    return bytes(seed)


def root_space(seed):
    return derive(seed, "root-space")
