#!/usr/bin/python3
"""A recorded truck, replayed through agent, mosquitto and backend, ends in the store as its ground
truth says: odometer, engine hours, and exactly its fault codes, once each.

usage: recorded_truck_test.py BIN_FOLDER RECORDINGS_FOLDER
"""

import json
import pathlib
import sys

from stand import Stand, until

SKIPPED = 77


def replay(stand, truck, log):
    """Ends when the backend has committed everything that the agent reported."""
    stand.agent(truck, log, '--exit-when-committed', '--wait', '60', speed='max')
    status = until(f'{log.name} is committed', lambda: not stand.agents[truck].is_running() and [
        stand.agents[truck].process.returncode], 120)[0]
    if status != 0:
        raise AssertionError(f'{log.name}: the agent ended with {status}')


def wrong(stand, truck, truth):
    """What of the truth is not in the store as it should be, in words."""
    found = []
    active = sorted({(d['sa'], d['spn'], d['fmi']) for d in truth.get('dtcs', []) if d['dm'] == 'DM1'})
    stored = stand.rows('SELECT source_address, spn, fmi FROM episodes WHERE truck = ? ORDER BY 1, 2, 3', truck)
    if stored != active:
        found.append(f'faults: stored {stored}, truth {active}')
    for kind, rows, scale in (('odometer_m', truth.get('odometer', []), 1000),
                              ('engine_time_s', truth.get('engine_hours', []), 3600)):
        wanted = {round(row['last'] * scale) for row in rows if believed(row)}
        got = stand.rows(f'SELECT {kind} FROM trucks WHERE truck = ?', truck)
        got = got[0][0] if got else None
        if wanted and got not in wanted:
            found.append(f'{kind}: stored {got}, truth one of {sorted(wanted)}')
        if not wanted and got is not None:
            found.append(f'{kind}: stored {got}, truth none')
    return found


def believed(row):
    signal = row.get('signal', 'SPN247').split('_')[0]
    return signal in ('SPN917', 'SPN245', 'SPN247') and row['valid'] and not row.get('at_range_max')


def main():
    recordings = pathlib.Path(sys.argv[2])
    logs = sorted(recordings.glob('*.log'))
    if not logs:
        print(f'skipped: no recordings in {recordings}')
        return SKIPPED
    bad = 0
    with Stand(sys.argv[1]) as stand:
        stand.start_broker()
        stand.start_backend()
        for number, log in enumerate(logs):
            truth = json.loads(log.with_suffix('.json').read_text())
            truck = f'RECORDED{number:02}'
            replay(stand, truck, log)
            stand.await_applied()
            found = wrong(stand, truck, truth)
            for line in found:
                print(f'{log.name}: {line}')
            bad += bool(found)
    print(f'{len(logs) - bad} of {len(logs)} recorded trucks are in the store as their truth says')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
