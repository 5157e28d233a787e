#!/usr/bin/env python3
"""A truck's bus as heavy trucks have it: 34 parameter groups of J1939 and 13 proprietary ids, some 810 frames a second,
45 % of what 250 kbit/s carry; two in three are standard groups. As a candump log on stdout.

usage: bus_mix.py [--seconds N] [--full] [--seed N]

--full: the same truck on a full bus of 1,800 frames a second. It drives at 80 km/h all the time; three ECUs have no
trouble codes, the engine has four, and six in every other minute.
"""

import argparse
import heapq
import itertools
import random
import sys

FULL = 1800
ENGINE, TRANSMISSION, BRAKES, CLUSTER, AFTERTREATMENT, TACHOGRAPH = 0, 3, 11, 23, 61, 238
ANYWHERE = bytes([0xFF] * 8)

# Parameter group, source address, times a second.
STANDARD = [
    (61444, ENGINE, 100), (61442, TRANSMISSION, 100), (61449, BRAKES, 100),             # EEC1, ETC1, VDC2
    (0, TRANSMISSION, 50), (0, BRAKES, 50),                                             # TSC1 to the engine
    (61443, ENGINE, 20), (61454, AFTERTREATMENT, 20), (61455, AFTERTREATMENT, 20),      # EEC2, NOx in and out
    (65132, TACHOGRAPH, 20), (65265, ENGINE, 10), (65266, ENGINE, 10), (65248, CLUSTER, 10),  # TCO1, CCVS, LFE, VD
    *((pgn, CLUSTER, 1) for pgn in (65217, 65276, 65255, 65254, 65216)),
    *((pgn, ENGINE, 1) for pgn in (65253, 65257, 65262, 65263, 65269, 65270, 65271, 65110, 65244, 65252, 64892, 65198)),
    *((pgn, TRANSMISSION, 1) for pgn in (61445, 61440)),
    *((pgn, BRAKES, 1) for pgn in (61441, 65258)),
]
PROPRIETARY = [(0xFF10 + number, source, rate) for number, (source, rate) in enumerate(
    [(ENGINE, 50), (AFTERTREATMENT, 50), *[(ENGINE, 20)] * 4, *[(BRAKES, 20)] * 4, *[(CLUSTER, 3)] * 3])]
DM1, VIN, CONNECTION, DATA = 65226, 65260, 60416, 60160
FOUR_CODES = [(111, 1, 1), (102, 4, 2), (3216, 4, 7), (5246, 0, 1)]
SIX_CODES = FOUR_CODES + [(639, 9, 1), (1569, 31, 3)]


def identifier(pgn, source, destination=0xFF, priority=6):
    is_addressed = (pgn >> 8 & 0xFF) < 240
    return priority << 26 | pgn << 8 | (destination << 8 if is_addressed else 0) | source


class Truck:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.speed_km_h = 80.0

    def at(self, t):
        metres = 123_456_000 + t * self.speed_km_h / 3.6
        number = self.random
        return {
            61444: lambda: bytes([0xF0, 125, 135]) + le((1250 + number.uniform(-15, 15)) / 0.125, 2) + bytes([0xFF] * 3),
            65265: lambda: b'\xff' + le((self.speed_km_h + number.uniform(-0.5, 0.5)) * 256, 2) + bytes([0xFF] * 5),
            65132: lambda: bytes([0xFF] * 6) + le(self.speed_km_h * 256, 2),
            65217: lambda: le(metres / 5, 4) + bytes([0xFF] * 4),
            65248: lambda: bytes([0xFF] * 4) + le(metres / 125, 4),
            65253: lambda: le((8000 + t / 3600) / 0.05, 4) + bytes([0xFF] * 4),
            65257: lambda: bytes([0xFF] * 4) + le((40_000 + t * 0.008) / 0.5, 4),
        }

    def data(self, pgn, t):
        made = self.at(t).get(pgn)
        return made() if made else self.random.getrandbits(56).to_bytes(7, 'little') + b'\xff'


def le(value, size):
    return int(value).to_bytes(size, 'little')


def codes(entries):
    """Payload of a DM1: amber lamp on if there are any (J1939-73 5.7.1)."""
    lamps = bytes([0x04 if entries else 0x00, 0xFF])
    if not entries:
        return lamps + bytes(4) + b'\xff\xff'
    return lamps + b''.join(le(spn & 0xFFFF, 2) + bytes([spn >> 16 << 5 | fmi, count]) for spn, fmi, count in entries)


def broadcast(t, pgn, source, payload):
    """Announcement and packets of a BAM, 50 ms apart."""
    count = -(-len(payload) // 7)
    yield t, identifier(CONNECTION, source, priority=7), b'\x20' + le(len(payload), 2) + bytes([count, 0xFF]) + le(pgn, 3)
    for number in range(count):
        part = payload[7 * number:7 * number + 7].ljust(7, b'\xff')
        yield t + 0.05 * (number + 1), identifier(DATA, source, priority=7), bytes([number + 1]) + part


def periodic(truck, pgn, source, rate, start):
    for count in itertools.count():
        t = start + count / rate
        yield t, identifier(pgn, source, ENGINE, 3 if rate >= 50 else 6), truck.data(pgn, t)


def diagnostics(start):
    for second in itertools.count():
        t = start + second
        for source in (TRANSMISSION, BRAKES, CLUSTER):
            yield t, identifier(DM1, source), codes([])
        yield from broadcast(t, DM1, ENGINE, codes(SIX_CODES if second // 60 % 2 else FOUR_CODES))
        if second % 10 == 5:
            yield from broadcast(t + 0.5, VIN, ENGINE, b'LRW0MIX0000000034*')


def on_one_bus(sources, seconds):
    """What several say in order of time, never closer than a bus of 250 kbit/s carries it."""
    free = 0.0
    for due, sent, data in heapq.merge(*sources, key=lambda frame: frame[0]):
        at = max(due, free)
        if at >= seconds:
            return
        free = at + 1 / FULL
        yield at, sent, data


def frames(seconds, is_full=False, seed=1):
    """(time in s, identifier, data)."""
    truck = Truck(seed)
    slow = sum(rate for *_, rate in STANDARD + PROPRIETARY)
    faster = (FULL - 8) / slow if is_full else 1  # the diagnostics keep their pace: eight frames a second
    sources = [periodic(truck, pgn, source, rate * faster, truck.random.uniform(0, 1 / rate))
               for pgn, source, rate in STANDARD + PROPRIETARY]
    sources.append(diagnostics(0.3))
    yield from on_one_bus(sources, seconds)


def lines(seconds, is_full=False, seed=1, bus='can0'):
    return log_of(frames(seconds, is_full, seed), bus)


def log_of(frames, bus='can0', start=1_767_225_600):
    for at, sent, data in frames:
        yield f'({start + at:.6f}) {bus} {sent:08X}#{data.hex().upper()}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=float, default=60)
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--seed', type=int, default=1)
    asked = parser.parse_args()
    sys.stdout.writelines(lines(asked.seconds, asked.full, asked.seed))


if __name__ == '__main__':
    main()
