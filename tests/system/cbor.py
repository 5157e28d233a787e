"""Just enough CBOR to forge messages: integers, byte strings, text, lists, maps with integer keys."""


def head(major, argument):
    if argument < 24:
        return bytes([major << 5 | argument])
    for size, code in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | code]) + argument.to_bytes(size, 'big')
    raise ValueError(argument)


def encode(value):
    if value is None:
        return b'\xf6'
    if isinstance(value, bool):
        return b'\xf5' if value else b'\xf4'
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b''.join(map(encode, value))
    return head(5, len(value)) + b''.join(encode(key) + encode(item) for key, item in value.items())


def decode(data):
    """The value of well-formed bytes of the kind above."""
    value, rest = take(data)
    if rest:
        raise ValueError('more bytes than a value')
    return value


def take(data):
    major, code = data[0] >> 5, data[0] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(code, 0)
    argument = int.from_bytes(data[1:1 + size], 'big') if size else code
    rest = data[1 + size:]
    if major == 0:
        return argument, rest
    if major == 1:
        return -1 - argument, rest
    if major in (2, 3):
        part = rest[:argument]
        return (part if major == 2 else part.decode()), rest[argument:]
    if major == 4:
        items = []
        for _ in range(argument):
            item, rest = take(rest)
            items.append(item)
        return items, rest
    if major == 5:
        pairs = {}
        for _ in range(argument):
            key, rest = take(rest)
            pairs[key], rest = take(rest)
        return pairs, rest
    return {20: False, 21: True, 22: None}[code], rest
