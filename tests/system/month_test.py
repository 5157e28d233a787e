#!/usr/bin/python3
"""Days without a broker in a small outbox, then a reconnect: the real Gatherer and Outbox fill the file
in compressed time, the real agent drains it into the real backend. Every fault arrives, in order; meters
thin out to the ends of days, and gaps say so; memory stays as it is. (A whole month, and its speed:
tests/bench.)

usage: month_test.py BIN_FOLDER [--days N] [--quota-kib N]
"""

import argparse
import json
import os
import re
import subprocess
import sys

from stand import Stand, until

TRUCK = 'MONTH001'
FORGETS_AT_ONCE = 'quarantine_size_mb=1'  # the sanitizer holds on to what was freed: 256 MB


def fill(stand, outbox, options):
    done = subprocess.run([str(stand.bin / 'outbox_life'), str(outbox), '--days', str(options.days), '--hours', '24',
                           '--quota-kib', str(options.quota_kib)], check=True, capture_output=True, text=True,
                          env={**os.environ, 'ASAN_OPTIONS': FORGETS_AT_ONCE})
    *days, sums = done.stdout.splitlines()
    return [int(day.split()[3]) for day in days], json.loads(sums)


def drain(stand):
    silent = stand.folder / 'silent.log'
    silent.write_text('(1.000000) can0 18FEF100#FFFFFFFFFFFFFFFF\n')
    stand.agent(TRUCK, silent, '--exit-when-committed', '--wait', '120')
    agent = stand.agents[TRUCK]
    until('the outbox is drained', lambda: not agent.is_running(), 150)
    if agent.process.returncode != 0:
        raise AssertionError(f'not all committed: exit {agent.process.returncode}')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('bin')
    parser.add_argument('--days', type=int, default=6)
    parser.add_argument('--quota-kib', type=int, default=256)
    options = parser.parse_args()
    with Stand(options.bin) as stand:
        outbox = stand.outbox(TRUCK)
        outbox.parent.mkdir()
        memory, sums = fill(stand, outbox, options)
        if sums['dropped'] == 0 or memory[-1] > 1.2 * memory[1]:
            raise AssertionError(f'memory by day {memory}, {sums}')
        stand.start_broker()
        stand.start_backend()
        drain(stand)
        stand.backend.stop()
        audit = subprocess.run([str(stand.bin / 'audit'), str(stand.database), f'{TRUCK}={outbox}'],
                               capture_output=True, text=True, timeout=120)
        print(audit.stdout + audit.stderr, end='')
        events, meters = (int(gaps) for gaps in re.findall(r'of them gaps (\d+)', audit.stdout))
        if audit.returncode != 0 or events != 0 or meters != sums['dropped']:
            raise AssertionError(f'gaps in events {events}, in meters {meters}, dropped {sums["dropped"]}')
        print(f'{options.days} days, {sums["faults"]} faults: all there, in order; memory by day {memory} KiB')
    return 0


sys.exit(main())
