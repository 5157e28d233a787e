"""What the public literature does to a J1939 bus, beside a truck that goes on: each attack as frames
(time in s, identifier, data), from addresses that are not the truck's. Every kind fills the rest of the bus.

RTS floods, malicious CTS and connections left open: Mukherjee et al. 2016 and Murvay and Groza 2018 on the transport
protocol; address claims: Murvay and Groza; false DM1s: any ECU can.
"""

import random

import bus_mix
from bus_mix import CONNECTION, DATA, DM1, identifier, le

RATE = 950  # frames a second; the truck's own 810 go on
CLAIM, REQUEST = 60928, 59904
OTHERS = [address for address in range(128, 248) if address != bus_mix.TACHOGRAPH]
TRUCK = (bus_mix.ENGINE, bus_mix.TRANSMISSION, bus_mix.BRAKES, bus_mix.CLUSTER)


def attack(kind, begin, end, seed=1):
    """One of KINDS over its time; a kind gives the frames of one step."""
    chance = random.Random(f'{kind} {seed}')
    at = begin
    while at < end:
        for sent, data in KINDS[kind](chance):
            yield at, sent, data
            at += 1 / RATE


def rts(size, pgn, packets_at_once=255):
    return b'\x10' + le(size, 2) + bytes([-(-size // 7), packets_at_once]) + le(pgn, 3)


def rts_flood(chance):
    """Connections to ECUs of the truck, by anybody, of the greatest size; no packet ever follows."""
    yield identifier(CONNECTION, chance.choice(OTHERS), chance.choice(TRUCK), 7), rts(1785, chance.choice((DM1, 65260)))


def malicious_cts(chance):
    """Answers in the name of others: go on from anywhere, hold, abort; to those who send and to those who do not."""
    begin = bytes([0x11, chance.choice((0, 1, 255)), chance.randrange(256), 0xFF, 0xFF])
    abort = bytes([0xFF, 1, 0xFF, 0xFF, 0xFF])
    yield (identifier(CONNECTION, chance.choice(OTHERS), chance.choice(TRUCK), 7),
           chance.choice((begin, abort)) + le(chance.choice((DM1, 65260)), 3))


def bam_block(chance):
    """Broadcasts announced one upon the other by the same addresses, so that none ever ends."""
    source = chance.choice(OTHERS[:8])
    yield identifier(CONNECTION, source, 0xFF, 7), b'\x20' + le(1785, 2) + b'\xff\xff' + le(DM1, 3)
    yield identifier(DATA, source, 0xFF, 7), bytes([chance.randrange(1, 256)]) + bytes(7)


def memory_leak(chance):
    """Connections between every two addresses, each with all packets but the last: whoever keeps them runs full."""
    one, other = chance.sample(OTHERS, 2)
    size = chance.choice((15, 30, 1785))
    yield identifier(CONNECTION, one, other, 7), rts(size, chance.randrange(0xF000, 0xFF00))
    for number in range(1, min(3, -(-size // 7))):
        yield identifier(DATA, one, other, 7), bytes([number]) + bytes(7)


def claim_fight(chance):
    """Claims of every address with the best of names, and requests that make everybody claim."""
    yield identifier(CLAIM, chance.randrange(254), 0xFF), chance.randrange(16).to_bytes(8, 'little')
    yield identifier(REQUEST, 254, 0xFF), le(CLAIM, 3)


def dm1_babble(chance):
    """Trouble codes by anybody, different ones each time."""
    code = (chance.randrange(1, 1 << 19), chance.randrange(32), chance.randrange(127))
    yield identifier(DM1, chance.choice(OTHERS)), bus_mix.codes([code]).ljust(8, b'\xff')


KINDS = {kind.__name__: kind for kind in (rts_flood, malicious_cts, bam_block, memory_leak, claim_fight, dm1_babble)}


def frames(seconds_each, quiet=5, seed=1):
    """The truck, at first alone, then under each attack in turn, then alone again."""
    begins = [quiet + number * seconds_each for number in range(len(KINDS))]
    seconds = begins[-1] + seconds_each + quiet
    attacks = [attack(kind, begin, begin + seconds_each, seed) for kind, begin in zip(KINDS, begins)]
    return bus_mix.on_one_bus([bus_mix.frames(seconds, seed=seed), *attacks], seconds)
