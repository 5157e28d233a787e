#!/usr/bin/python3
"""Where is the truck? Asked of real agents over a real broker, beside the serving backend: a unit
tells it as far as it may, and a unit that must not tell it does not.

usage: ask_test.py BIN_FOLDER
"""

import json
import struct
import sys

from stand import Stand, until


def expect(what, holds):
    if not holds:
        raise AssertionError(what)
    print(f'ok: {what}', flush=True)


def log_of(stand, latitude, longitude):
    """A minute of a truck that says its place each second (PGN 65267)."""
    data = struct.pack('<II', round((latitude + 210) * 1e7), round((longitude + 210) * 1e7)).hex().upper()
    file = stand.folder / 'truck.log'
    file.write_text(''.join(f'({1795417200 + second}.000000) can0 18FEF31C#{data}\n' for second in range(60)))
    return file


def ask(stand, truck, wait=20):
    run = stand.command('ask', truck, '--config', stand.folder / 'backend.json', '--wait', wait, check=False)
    return run.returncode, json.loads(run.stdout) if run.returncode == 0 else run.stderr


def await_connected(stand, truck):
    until(f'{truck} is online', lambda: stand.rows('SELECT online FROM presence WHERE truck = ?', truck) == [(1,)])


def main(bin_folder):
    with Stand(bin_folder) as stand:
        stand.start_broker()
        stand.start_backend()
        log = log_of(stand, 23.1291234, -113.2641234)
        for truck, precision in (('EXACT001', 'exact'), ('COARSE01', 'coarse'), ('SILENT01', 'off')):
            stand.agent(truck, log, position=precision)
            await_connected(stand, truck)

        status, exact = ask(stand, 'EXACT001')
        expect('a unit that may tell it says where its truck is',
               (exact['outcome'], exact['latitude_e7'], exact['longitude_e7']) == ('told', 231291234, -1132641234))
        expect('and how old that is', exact['age_s'] >= 0)
        status, coarse = ask(stand, 'COARSE01')
        expect('a unit that may tell it coarsely says it to a hundredth of a degree',
               (coarse['latitude_e7'], coarse['longitude_e7']) == (231300000, -1132600000))
        status, silent = ask(stand, 'SILENT01')
        expect('a unit that may not tell it says that, and no place',
               silent['outcome'] == 'withheld' and 'latitude_e7' not in silent)
        status, words = ask(stand, 'ABSENT01', wait=1)
        expect('a unit that is not there has no answer, with words and exit 1', status == 1 and 'no answer' in words)
        expect('the serving backend was not disturbed', stand.is_healthy())


if __name__ == '__main__':
    main(sys.argv[1])
