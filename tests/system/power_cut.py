#!/usr/bin/python3
"""Cuts the power under an outbox again and again: what was stored is there, and it opens clean.

A file system of our own (ext4 on a loop device) is shut down without flushing while the writer stands
still, so that everything the kernel had not written yet is gone, as in a power cut; then it is mounted
again and the journal replayed. Needs root and loop devices; says so where it has none.

usage: power_cut.py WRITER [--cuts N] [--seed N]
"""

import argparse
import fcntl
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2
SKIPPED = 77


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


def state_of(process):
    with open(f'/proc/{process.pid}/stat') as stat:
        return stat.read().rsplit(')', 1)[1].split()[0]


def cut(mount, writer):
    """Stops the writer first, so that no sync under way can still return after the cut."""
    os.kill(writer.pid, signal.SIGSTOP)
    while state_of(writer) != 'T':
        pass
    folder = os.open(mount, os.O_RDONLY)
    fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack('I', NO_LOG_FLUSH))
    os.close(folder)
    writer.kill()
    words = writer.stdout.read().decode()
    writer.wait()
    return words


def numbers(words, word):
    """Of the last whole line that begins with the word."""
    lines = [line.split() for line in words.split('\n')[:-1] if line.startswith(word)]
    return [int(part) for part in lines[-1][1:]] if lines else None


def one_life(writer_program, image, mount, chance):
    """From mount to power cut; returns what was found at the start and stored before the end."""
    run('mount', '-o', 'loop', image, mount)
    try:
        writer = subprocess.Popen([writer_program, f'{mount}/outbox.db'], stdout=subprocess.PIPE)
        os.set_blocking(writer.stdout.fileno(), True)
        found = writer.stdout.readline().decode()
        if not found.startswith('found'):
            raise AssertionError(f'the outbox did not open clean: {found}')
        time.sleep(chance.uniform(0.0, 0.4))  # the moment of the cut is the point of the test
        words = cut(mount, writer)
    finally:
        run('umount', mount)
    return numbers(found, 'found'), numbers(words, 'stored')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('writer')
    parser.add_argument('--cuts', type=int, default=10)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        image, mount = f'{folder}/flash.img', f'{folder}/flash'
        pathlib.Path(mount).mkdir()
        pathlib.Path(image).write_bytes(b'')
        os.truncate(image, 64 << 20)
        try:
            run('mkfs.ext4', '-q', '-b', '4096', image)
            run('mount', '-o', 'loop', image, mount)
            run('umount', mount)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f'skipped: no loop device with ext4 here ({error})')
            return SKIPPED
        stored, reports = [0, 0], 0
        for number in range(options.cuts):
            found, then = one_life(options.writer, image, mount, chance)
            if any(has < had for has, had in zip(found, stored)):
                print(f'cut {number}: stored {stored}, found {found}')
                return 1
            reports += sum(then or found) - sum(found)
            stored = then or found
        print(f'{options.cuts} power cuts: {reports} reports stored, none missing')
    return 0


sys.exit(main())
