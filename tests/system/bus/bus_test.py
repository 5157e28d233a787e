#!/usr/bin/python3
"""The agent on real SocketCAN: a kernel with CAN interfaces is booted for each test (boot.py).

usage: bus_test.py BIN_FOLDER_OF_HOST BIN_FOLDER_OF_UNIT TEST [LOG...]
"""

import heapq
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parents[1] / 'support')]
import bus_attacks  # noqa: E402
import bus_mix  # noqa: E402
from boot import SKIPPED, boot, missing  # noqa: E402
from recorded_truck_test import wrong  # noqa: E402
from stand import Program, Stand, until  # noqa: E402


MOST_GROWN_KIB = 6 * 1024
NOWHERE = 'tcp://127.0.0.1:9'  # a broker that never answers
LINE = re.compile(r'\((\d+\.\d+)\) (\w+) (\S+)')


class Case:
    def __init__(self, host_bin, unit_bin, folder):
        self.host_bin, self.unit_bin, self.folder = host_bin, unit_bin, folder

    def boot(self, scene, **request):
        return boot(self.folder, scene, self.host_bin / 'whole_registers.so', bin=str(self.unit_bin), **request)

    def reports(self, outbox):
        """What an outbox tells of the truck."""
        return [report for report in self.printed(outbox) if report['kind'] != 'health']

    def printed(self, outbox):
        printed = subprocess.run([str(self.host_bin / 'outbox_print'), str(outbox)], check=True, capture_output=True,
                                 text=True).stdout
        return [json.loads(line) for line in printed.splitlines()]

    def replay(self, name, log, reports):
        """What the same log gives where no bus is."""
        config = self.folder / f'{name}.json'
        outbox = self.folder / f'{name}.replayed.db'
        config.write_text(json.dumps({'truck': name, 'broker': {'url': NOWHERE},
                                      'outbox': {'path': str(outbox)}, 'reports': reports}))
        agent = Program(f'{name}.replay', [str(self.host_bin / 'roadworthy-agent'), 'run', '--config', str(config),
                                           '--replay', str(log), '--speed', 'max'], self.folder)
        agent.start()
        try:
            until('the replay has ended', lambda: 'replay ended' in agent.words())
        finally:
            agent.stop()
        return outbox


def main():
    if words := missing():
        print(f'skipped: {words}')
        return SKIPPED
    host_bin, unit_bin, test, *logs = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix='roadworthy-bus-') as folder:
        case = Case(*(pathlib.Path(name).resolve() for name in (host_bin, unit_bin, folder)))
        print(TESTS[test](case, *(pathlib.Path(log).resolve() for log in logs)))
    return 0


class Log:
    """A log that is played on the bus, and what the agent made of it there."""

    def __init__(self, case, path, truck, broker=NOWHERE):
        self.case, self.path, self.truck, self.broker = case, path, truck, broker
        self.buses = buses_of(path)
        self.reports = {'meters_interval_s': 5, 'store_interval_s': 1, 'send_reports': 1, 'send_interval_s': 1}

    def asked(self):
        return {'path': str(self.path), 'truck': self.truck, 'broker': self.broker, 'buses': self.buses,
                'reports': self.reports, 'is_committed': self.broker != NOWHERE}

    def check(self, recording):
        """Neither agent nor recorder lost a frame, and what was told is what the recording tells when it is replayed.
        (The log itself is not: how fast it is played, the machine's load has a say in.)"""
        status = json.loads((self.case.folder / f'{self.truck}.status').read_text())
        wanted = int(subprocess.run([str(self.case.host_bin / 'wanted_frames'), str(self.path)], check=True,
                                    capture_output=True, text=True).stdout)
        heard = sum(bus['frames'] for bus in status['buses'])
        lost = sum(bus['receive_overflows'] for bus in status['buses'])
        if (heard, lost) != (wanted, 0):
            raise AssertionError(f'{self.path.name}: {wanted} frames wanted, {heard} heard, {lost} lost')
        pace = self.check_recording(recording)
        live = told(self.case.reports(self.case.folder / f'{self.truck}.db'))
        replayed = told(self.case.reports(self.case.replay(self.truck, recording, self.reports)))
        if not is_alike(live, replayed):
            raise AssertionError(f'{self.path.name}: not as its replay tells\n' + '\n'.join(
                f'{teller}: on the bus {live.get(teller)}\n{teller}: replayed   {replayed.get(teller)}'
                for teller in sorted(live.keys() | replayed.keys(), key=str)
                if not is_alike(live.get(teller), replayed.get(teller))))
        return (f'{self.path.name}: {pace} frames/s, {wanted} of {wanted} wanted ones heard, '
                f'told as replayed: {sum(map(len, live.values()))} things by {len(live)}')

    def check_recording(self, recording):
        """Nothing is lost, and several buses are in one order of time. Gives frames per second."""
        played, heard = list(frames_of(self.path)), list(frames_of(recording))
        for bus in self.buses:
            if [frame for _, frame in played if frame[0] == bus] != [frame for _, frame in heard if frame[0] == bus]:
                raise AssertionError(f'{self.path.name}, {bus}: {len(heard)} of {len(played)} frames are recorded, or '
                                     'not in their order')
        steps = [before - after for (before, _), (after, _) in zip(heard, heard[1:])]
        if max(steps) > 0.02:  # two readings of a clock lie between two drains
            raise AssertionError(f'the recording of {self.path.name} steps back by {max(steps):.3f} s')
        return round(len(heard) / (heard[-1][0] - heard[0][0]))


def frames_of(path):
    """Seconds, and bus and frame, of each line."""
    with open(path, errors='replace') as lines:
        for line in lines:
            if found := LINE.match(line):
                yield float(found[1]), (found[2], found[3])


def buses_of(path):
    """Interfaces of a log in the order of their appearance."""
    return list(dict.fromkeys(bus for _, (bus, _) in frames_of(path)))


def split(case, logs):
    """What the recorder heard, as one log for each that was played, with the interfaces as that names them."""
    files = {log: open(case.folder / f'{log.truck}.recorded.log', 'w') for log in logs}
    with open(case.folder / 'recorded.log') as lines:
        for line in lines:
            when, bus, frame = line.split()
            number, name = re.fullmatch(r'n(\d+?)(can\d)', bus).groups()
            if not frame.startswith('7FF#'):  # what woke the recorder
                files[logs[int(number)]].write(f'{when} {name} {frame}\n')
    for file in files.values():
        file.close()
    return {log: pathlib.Path(file.name) for log, file in files.items()}


# What a truck at 80 km/h changes in the two seconds by which the agent's ticks may lie otherwise, and its meters' grain.
SLACK = {'odometer_m': 200, 'distance_m': 60, 'engine_time_s': 180, 'fuel_used_ml': 500, 'duration_s': 2, 'idle_s': 2,
         'speed_mm_per_s': 50}


def is_alike(one, other, key=None):
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_alike(one[name], other[name], name) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_alike, one, other))
    if key in SLACK and isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= SLACK[key]
    return one == other


A_JUMP = {'odometer_m': 1000, 'distance_m': 1000, 'engine_time_s': 600, 'fuel_used_ml': 5000}  # no truck in 5 s


def told(reports):
    """What each source address has told, in its order: how two addresses lie to one another hangs on the tick. So does
    which readings share a report: they are told apart by meter."""
    moment = {'first', 'last', 'boot', 'monotonic_ms', 'time', 'time_ms', 'clock',
              'signals'}  # of a snapshot: which moments of a second it shows
    by_teller = {}
    for report in reports:
        body = {key: value for key, value in report.items() if key not in moment}
        for reading in body.pop('readings', []):
            teller = (reading['source_address'], reading['meter'], reading['spn'])
            by_teller.setdefault(teller, []).append(reading)
        if body.keys() - {'kind'}:
            by_teller.setdefault((body.get('source_address'),), []).append(body)
    return {teller: between_jumps(said) if len(teller) > 1 else said for teller, said in by_teller.items()}


def between_jumps(readings):
    """The first and the last of each run of readings that a driving truck explains: how many lie between hangs on the
    tick too."""
    runs = []
    for reading in readings:
        if runs and follows(runs[-1][-1], reading):
            runs[-1][1:] = [reading]
        else:
            runs.append([reading])
    return runs


def follows(before, after):
    """Alike but for a value that has not jumped."""
    return before.keys() == after.keys() and all(
        abs(after[name] - before[name]) < A_JUMP[name] if name in A_JUMP else after[name] == before[name]
        for name in before)


def play(case, logs):
    case.boot('logs', logs=[log.asked() for log in logs])
    return [log.check(recording) for log, recording in split(case, logs).items()]


def truth_of(path):
    return path.with_suffix('.json')


def recorded_logs(case, *paths):
    """At the pace of the bus; and what their truth says is in the backend's store."""
    with Stand(case.host_bin) as stand:
        stand.start_broker()
        stand.start_backend()
        broker = stand.url.replace('127.0.0.1', '10.0.2.2')
        logs = [Log(case, path, f'RECORDED{number:02}', broker if truth_of(path).exists() else NOWHERE)
                for number, path in enumerate(path for path in paths if path.exists())]
        words = play(case, logs)
        stand.await_applied()
        found = []
        for log in logs:
            if truth_of(log.path).exists():
                truth = json.loads(truth_of(log.path).read_text())
                found += [f'{log.path.name}: {fault}' for fault in wrong(stand, log.truck, truth)]
        if found:
            raise AssertionError('\n'.join(found))
    missing_paths = [path.name for path in paths if not path.exists()]
    return '\n'.join(words + ([f'not here: {", ".join(missing_paths)}'] if missing_paths else []))


def full_buses(case):
    """Two buses of 250 kbit/s, each full."""
    log = case.folder / 'full.log'
    both = heapq.merge(*(bus_mix.lines(10, is_full=True, seed=seed, bus=f'can{seed}') for seed in (0, 1)))
    with open(log, 'w') as file:
        file.writelines(both)
    return '\n'.join(play(case, [Log(case, log, 'FULLBUSES')]))


def flood(case):
    words = case.boot('flood')
    lost = [counter['value'] for report in case.printed(case.folder / 'FLOODED01.db') if report['kind'] == 'health'
            for counter in report['counters'] if counter['name'] == 'receive_overflows.can0']
    if not lost or max(lost) == 0:
        raise AssertionError(f'no health report tells of lost frames: {lost}')
    return words


def attacks(case):
    """A truck goes on while its bus is attacked: all that it says arrives, and the agent does not grow."""
    frames = list(bus_attacks.frames(seconds_each=5))
    logs = []
    for truck, said in (('ALONE0001', bus_mix.frames(frames[-1][0])), ('ATTACKED1', frames)):
        path = case.folder / f'{truck}.log'
        path.write_text(''.join(bus_mix.log_of(said)))
        logs.append(Log(case, path, truck))
    words = play(case, logs)
    alone, attacked = (told(case.reports(case.folder / f'{log.truck}.db')) for log in logs)
    for teller in (teller for teller in alone.keys() | attacked.keys() if teller[0] in bus_attacks.TRUCK):
        if not is_alike(attacked.get(teller), alone.get(teller)):
            raise AssertionError(f'{teller}: attacked {attacked.get(teller)}\nalone {alone.get(teller)}')
    status = [json.loads((case.folder / f'{log.truck}.status').read_text()) for log in logs]
    undisturbed, counters = (each['counters'] for each in status)
    if counters['transfers_evicted'] < 1000:
        raise AssertionError(f"{counters['transfers_evicted']} transfers evicted: that was no attack")
    if counters['bam_complete'] != undisturbed['bam_complete']:
        raise AssertionError(f"{counters['bam_complete']} of {undisturbed['bam_complete']} broadcasts are whole")
    grown = status[1]['peak_kib'] - status[0]['peak_kib']
    if grown > MOST_GROWN_KIB:
        raise AssertionError(f'{grown} KiB of memory more than without attack')
    return '\n'.join([*words, f"attacked: all {counters['bam_complete']} broadcasts of the truck whole, "
                      f"{counters['transfers_evicted']} transfers evicted, {counters['reports_stored']} reports, "
                      f"{grown} KiB of memory more than the {status[0]['peak_kib']} without"])


def scene(name):
    return lambda case: case.boot(name)


TESTS = {'recorded_logs': recorded_logs, 'full_buses': full_buses, 'flood': flood, 'attacks': attacks,
         'interfaces_come_and_go': scene('interfaces_come_and_go'), 'bus_off': scene('bus_off')}

if __name__ == '__main__':
    sys.exit(main())
