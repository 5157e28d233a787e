#!/usr/bin/python3
"""Cuts the power under an outbox again and again: what was stored is there, and it opens clean.

A file system of our own (ext4 on a loop device) is shut down without flushing while the writer stands
still, so that everything the kernel had not written yet is gone, as in a power cut; then it is mounted
again and the journal replayed. Each cut falls at a random moment of an open outbox that is being written
to; after each third one the power fails once more within 50 ms of the next start, most times before the
outbox has recovered. Needs root and loop devices; says so where it has none.

usage: power_cut.py WRITER [--cuts N] [--seed N]
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time

from flash_disk import FlashDisk, NoDisk

SKIPPED = 77


def state_of(process):
    with open(f'/proc/{process.pid}/stat') as stat:
        return stat.read().rsplit(')', 1)[1].split()[0]


def cut(disk, writer):
    """Stops the writer first, so that no sync under way can still return after the cut."""
    os.kill(writer.pid, signal.SIGSTOP)
    while state_of(writer) not in 'TZ':
        pass
    disk.cut_power()
    writer.kill()
    words = writer.stdout.read().decode()
    writer.wait()
    return words


def numbers(words, word):
    """Of the last whole line that begins with the word."""
    lines = [line.split() for line in words.split('\n')[:-1] if line.startswith(word)]
    return [int(part) for part in lines[-1][1:]] if lines else None


class Rig:
    def __init__(self, disk, program, chance):
        self.disk, self.program, self.chance = disk, program, chance
        self.stored = [0, 0]
        self.reports = self.cuts = self.cuts_before_open = 0

    def start_writer(self):
        return subprocess.Popen([self.program, f'{self.disk.mount_point}/outbox.db'], stdout=subprocess.PIPE)

    def check(self, words):
        """What the writer has said: nothing that an earlier one stored may be missing."""
        if 'unsound' in words:
            raise AssertionError(f'the outbox did not open clean: {words}')
        found = numbers(words, 'found')
        if found is None:
            self.cuts_before_open += 1
            return
        self.cuts += 1
        if any(has < had for has, had in zip(found, self.stored)):
            raise AssertionError(f'stored {self.stored}, found {found}')
        then = numbers(words, 'stored') or found
        self.reports += sum(then) - sum(found)
        self.stored = then

    def one_life(self, longest):
        """From mount to power cut, at a moment after the outbox has opened; that is the point of the test."""
        self.disk.mount()
        try:
            writer = self.start_writer()
            opened = writer.stdout.readline().decode()
            time.sleep(self.chance.uniform(0.0, longest))
            self.check(opened + cut(self.disk, writer))
        finally:
            self.disk.unmount()

    def short_life(self, longest):
        """The power fails again while the outbox opens."""
        self.disk.mount()
        try:
            writer = self.start_writer()
            time.sleep(self.chance.uniform(0.0, longest))
            self.check(cut(self.disk, writer))
        finally:
            self.disk.unmount()

    def last_life(self):
        self.disk.mount()
        try:
            writer = self.start_writer()
            words = writer.stdout.readline().decode()
            writer.kill()
            writer.wait()
            self.check(words)
        finally:
            self.disk.unmount()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('writer')
    parser.add_argument('--cuts', type=int, default=10)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    try:
        with FlashDisk() as disk:
            rig = Rig(disk, options.writer, random.Random(options.seed))
            for number in range(options.cuts):
                rig.one_life(0.5)
                if number % 3 == 2:
                    rig.short_life(0.05)
            cuts = rig.cuts
            rig.last_life()
    except NoDisk as reason:
        print(f'skipped: {reason}')
        return SKIPPED
    except AssertionError as fault:
        print(fault)
        return 1
    print(f'{cuts} power cuts of an open outbox, {rig.cuts_before_open} more while it opened: '
          f'{rig.reports} reports stored, none missing')
    return 0


sys.exit(main())
