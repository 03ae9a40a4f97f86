"""Section 11: the three word lists and Argon2id."""

import unicodedata
from functools import lru_cache
from pathlib import Path

import sign
from aead import argon2id
from base import H, derive, framed, hkdf, label, need

LISTS = {1: "en", 2: "ru", 3: "be"}
FOLDER = Path(__file__).resolve().parents[2] / "keys" / "src" / "words"

LATIN, CYRILLIC = "abcehijkmopstxy", "авсеніјкморѕтху"
DROPPED = "'`´‘’‛′‵ʹʻʼʽʾʿˈˊˋ՚＇\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


@lru_cache(maxsize=None)
def word_list(number):
    need(number in LISTS)
    words = (FOLDER / f"{LISTS[number]}.txt").read_text("utf-8").split()
    assert len(words) == 2048
    return words


def stretch(canonical):
    return argon2id(canonical.encode(), label("words"))


def with_key_file(stretched, file):
    return hkdf(stretched + H(file), framed("key-file"), 32)


def keys(stretched):
    """(lookup id, sealing key, write key's seed)."""
    return tuple(derive(stretched, purpose) for purpose in ("keyring-lookup", "keyring-key", "keyring-write"))


def write_public(stretched):
    return sign.public(keys(stretched)[2])


def six_words(number, digest):
    """(what Argon2id gives, the words)."""
    stretched = argon2id(digest, label("six-words"))
    bits = int.from_bytes(stretched, "big")
    words = word_list(number)
    return stretched, " ".join(words[bits >> 256 - 11 * (i + 1) & 2047] for i in range(6))


def head_code(digest):
    """(what Argon2id gives, the places of the six words in anybody's list)."""
    stretched = argon2id(digest, label("head-code"))
    bits = int.from_bytes(stretched, "big")
    return stretched, [bits >> 256 - 11 * (i + 1) & 2047 for i in range(6)]


def is_mark(c):
    return unicodedata.category(c).startswith("M")


def split(typed):
    """The words of a text: other characters than letters part them, apostrophes and what nobody sees don't."""
    spaced = "".join(c if c.isalpha() or is_mark(c) else "" if c in DROPPED else " " for c in typed)
    return [word for word in spaced.split() if any(c.isalpha() for c in word)]


def fold(word, number):
    """What stays of a word when the way it was typed is taken away, read in the alphabet of a list."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).lower())
    letters = "".join(c for c in plain if c.isalpha() and c not in DROPPED)
    into, out_of = (LATIN, CYRILLIC) if number == 1 else (CYRILLIC, LATIN)
    return letters.translate(str.maketrans(out_of, into)).translate(str.maketrans("іґ", "иг"))


@lru_cache(maxsize=None)
def folded_list(number):
    return [fold(word, number) for word in word_list(number)]


def find(number, typed):
    """(place in the list, typed in full), or None."""
    folded, words = fold(typed, number), folded_list(number)
    if folded in words:
        return words.index(folded), True
    places = [place for place, word in enumerate(words) if len(folded) >= 4 and word.startswith(folded)]
    return (places[0], False) if places else None


def parse(typed, count):
    """(list, places in it) of the words that were typed, of the one list that has them; most in full, where two do."""
    typed = split(typed)
    need(len(typed) == count)
    readings = []
    for number in LISTS:
        found = [find(number, word) for word in typed]
        if all(found):
            readings.append((sum(whole for _, whole in found), number, [place for place, _ in found]))
    need(readings)
    best = max(full for full, _, _ in readings)
    best = [reading[1:] for reading in readings if reading[0] == best]
    need(len(best) == 1)
    return best[0]


def canonical(typed):
    number, places = parse(typed, 8)
    return " ".join(word_list(number)[place] for place in places)
