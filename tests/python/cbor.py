"""Deterministic CBOR, read strictly: what a reader here takes is the one encoding of what it means.

A shape is an object with `read(reader)`. `decode(shape, data)` takes the whole of `data` or refuses it.
"""


class Refused(Exception):
    """Every failure to decode, verify, open or unwrap."""


def head(major, number):
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << 8 * size:
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError(number)


class Verbatim(bytes):
    """An item that is encoded already."""


def encode(value):
    if isinstance(value, Verbatim):
        return bytes(value)
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return encode_text(value)
    return head(4, len(value)) + b"".join(map(encode, value))


def encode_text(value):
    raw = value.encode()
    return head(3, len(raw)) + raw


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Refused
        self.at += count
        return self.data[self.at - count:self.at]

    def peek(self):
        if self.at == len(self.data):
            raise Refused
        return self.data[self.at]

    def head(self):
        """Major type and number; the shortest form only. Floats and simple values aren't read here."""
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info
        if info > 27:
            raise Refused
        number = int.from_bytes(self.take(1 << info - 24), "big")
        if head(major, number) != self.data[self.at - (1 << info - 24) - 1:self.at]:
            raise Refused
        return major, number

    def expect(self, major):
        found, number = self.head()
        if found != major:
            raise Refused
        return number


def decode(shape, data):
    reader = Reader(data)
    value = shape.read(reader)
    if reader.at != len(data):
        raise Refused
    return value


class Uint:
    def __init__(self, most=2**64 - 1, least=0):
        self.most, self.least = most, least

    def read(self, reader):
        number = reader.expect(0)
        if not self.least <= number <= self.most:
            raise Refused
        return number


U8, U16, U32 = (Uint(2**bits - 1) for bits in (8, 16, 32))


class Bytes:
    def __init__(self, size=None):
        self.size = size

    def read(self, reader):
        size = reader.expect(2)
        if self.size is not None and size != self.size:
            raise Refused
        return reader.take(size)


class Text:
    def read(self, reader):
        try:
            return reader.take(reader.expect(3)).decode("utf-8")
        except UnicodeDecodeError:
            raise Refused from None


class Bool:
    def read(self, reader):
        byte = reader.take(1)[0]
        if byte not in (0xF4, 0xF5):
            raise Refused
        return byte == 0xF5


class List:
    def __init__(self, item):
        self.item = item

    def read(self, reader):
        return [self.item.read(reader) for _ in range(reader.expect(4))]


class Optional:
    """A field that may be null, or missing at the end."""

    def __init__(self, item):
        self.item = item

    def read(self, reader):
        if reader.peek() == 0xF6:
            reader.take(1)
            return None
        return self.item.read(reader)


class Fields:
    """An array that ends with its last field that isn't null."""

    def __init__(self, *fields):
        self.fields = fields

    def read(self, reader):
        count = reader.expect(4)
        if count > len(self.fields):
            raise Refused
        if not all(isinstance(field, Optional) for field in self.fields[count:]):
            raise Refused
        values = [field.read(reader) for field in self.fields[:count]]
        if count and values[-1] is None:
            raise Refused
        return values + [None] * (len(self.fields) - count)


class Value:
    """Any one item, given back as its bytes."""

    DEEPEST = 16

    def read(self, reader):
        start = reader.at
        self.skip(reader, 1)
        return reader.data[start:reader.at]

    def skip(self, reader, depth):
        if depth > self.DEEPEST:
            raise Refused
        first = reader.peek()
        if first >> 5 == 7:
            self.skip_simple(reader, first & 31)
            return
        if first >> 5 == 3:
            Text().read(reader)
            return
        major, number = reader.head()
        if major == 2:
            reader.take(number)
        elif major == 4:
            for _ in range(number):
                self.skip(reader, depth + 1)
        elif major == 5:
            self.skip_map(reader, number, depth)
        elif major == 6:
            self.skip(reader, depth + 1)

    def skip_map(self, reader, count, depth):
        last = None
        for _ in range(count):
            start = reader.at
            self.skip(reader, depth + 1)
            key = reader.data[start:reader.at]
            if last is not None and key <= last:
                raise Refused
            last = key
            self.skip(reader, depth + 1)

    def skip_simple(self, reader, info):
        widths = {20: 0, 21: 0, 22: 0, 23: 0, 25: 2, 26: 4, 27: 8}
        if info not in widths:
            raise Refused
        reader.take(1 + widths[info])
