"""What happens inside the unit: CAN interfaces come and go, trucks talk, and the agent listens.

Started by init.sh as the only program of the unit; request.json says which scene. A scene that goes wrong raises.
"""

import json
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from stand import Program, until  # noqa: E402

SHARE = pathlib.Path('/run/share')
EXTENDED, ERROR = 0x80000000, 0x20000000
ERROR_CONTROLLER, ERROR_BUS_OFF, ERROR_RESTARTED = 0x04, 0x40, 0x100
ENGINE_SPEED = 0x0CF00400  # wanted by every agent
PROPRIETARY = 0x18FF7700  # and by none
MARK = 0x7FF


def ip(*words):
    subprocess.run(['ip', 'link', *words], check=True)


class Bus:
    """A virtual CAN interface, and a socket of somebody who talks there."""

    def __init__(self, name):
        self.name = name
        self.socket = None

    def create(self):
        ip('add', self.name, 'type', 'vcan')
        return self

    def up(self):
        ip('set', self.name, 'up')
        return self

    def down(self):
        self.socket = None  # it would tell of it at the next frame
        ip('set', self.name, 'down')

    def delete(self):
        self.socket = None
        ip('del', self.name)

    def send(self, identifier, data=bytes(8), flags=EXTENDED):
        if self.socket is None:
            self.socket = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
            self.socket.bind((self.name,))
        self.socket.send(struct.pack('=IB3x8s', identifier | flags, len(data), data))

    def error(self, kind):
        """As a controller's driver tells what happened to it."""
        self.send(kind, bytes(8), ERROR)


class Agent:
    """The agent on this unit. Nothing answers at its broker unless one is named."""

    def __init__(self, name, buses, broker='tcp://127.0.0.1:9', **settings):
        self.folder = pathlib.Path('/run') / name
        self.folder.mkdir()
        self.name = name
        self.outbox = self.folder / 'outbox.db'
        config = {'truck': name, 'broker': {'url': broker}, 'buses': buses,
                  'outbox': {'path': str(self.outbox)}} | settings
        (self.folder / 'agent.json').write_text(json.dumps(config))
        self.program = Program(name, [f'{request()["bin"]}/roadworthy-agent', 'run', '--config',
                                      str(self.folder / 'agent.json')], self.folder)

    def start(self):
        self.begin()
        return self.await_begun()

    def begin(self):
        pathlib.Path(f'{self.outbox}.status').unlink(missing_ok=True)
        self.program.start()

    def await_begun(self):
        until(f'{self.name} has a status', self.status)
        return self

    def stop(self):
        """Its last status, and its outbox and that status on the share."""
        peak = re.search(r'VmHWM:\s+(\d+) kB', pathlib.Path(f'/proc/{self.program.process.pid}/status').read_text())[1]
        exit_code = self.program.stop()
        if exit_code != 0:
            raise AssertionError(f'{self.name} ended with {exit_code}: {self.program.words()}')
        shutil.copy(self.outbox, SHARE / f'{self.name}.db')
        last = self.status() | {'peak_kib': int(peak)}
        (SHARE / f'{self.name}.status').write_text(json.dumps(last))
        return last

    def status(self):
        if not self.program.is_running() and self.program.process.returncode != 0:
            raise AssertionError(f'{self.name} ended: {self.program.words()}')
        file = pathlib.Path(f'{self.outbox}.status')
        return json.loads(file.read_text()) if file.exists() else None

    def bus(self, index=0):
        return self.status()['buses'][index]

    def await_bus(self, what, fact, index=0):
        """Until its status says so of the bus: it is written every five seconds."""
        try:
            until(f'{self.name}: {what}', lambda: fact(self.bus(index)), 30)
        except AssertionError as error:
            raise AssertionError(f'{error}; the bus is {self.bus(index)}') from error

    def await_state(self, state, problem='', index=0):
        self.await_bus(f'{state} {problem}', lambda bus: bus['state'] == state and problem in bus['problem'], index)

    def await_frames(self, count, index=0):
        self.await_bus(f'{count} frames', lambda bus: bus['frames'] == count, index)

    def await_committed(self):
        until(f'{self.name}: all is committed', lambda: self.status() and not any(
            self.status()['outbox'][stream]['waiting'] for stream in ('events', 'meters')))


def check(what, found, wanted):
    if found != wanted:
        raise AssertionError(f'{what}: expected {wanted}, got {found}')


def request():
    return json.loads((SHARE / 'request.json').read_text())


# --- scenes -----------------------------------------------------------------------------------------

class Recorder:
    """`roadworthy-agent record` of these buses, into a log on the share."""

    def __init__(self, buses, file):
        words = [word for bus in buses for word in ('--bus', bus.name)]
        with open(file, 'wb') as log:
            self.process = subprocess.Popen([f'{request()["bin"]}/roadworthy-agent', 'record', *words], stdout=log)
        for bus in buses:
            until(f'{bus.name} is recorded', lambda bus=bus: bus.send(MARK, b'', 0) or
                  f' {bus.name} {MARK:03X}#' in file.read_text())

    def stop(self):
        self.process.terminate()
        check('exit code of the recorder', self.process.wait(), 0)


def logs(logs):
    """Each log on interfaces of its own at the pace of its own, all at once: can0 of log 2 is n2can0. A recorder
    listens beside the agents."""
    buses, agents = [], []
    for number, log in enumerate(logs):
        own = [Bus(f'n{number}{bus}').create().up() for bus in log['buses']]
        buses += own
        agents.append(Agent(log['truck'], [bus.name for bus in own], log['broker'], reports=log['reports']))
        agents[-1].begin()
    for agent in agents:
        agent.await_begun()
    recorder = Recorder(buses, SHARE / 'recorded.log')
    players = []
    for number, log in enumerate(logs):
        players.append(subprocess.Popen(['canplayer', '-I', log['path'],
                                         *(f'n{number}{bus}={bus}' for bus in log['buses'])]))
    for player in players:
        check('exit code of canplayer', player.wait(), 0)
    recorder.stop()
    for agent in agents:
        agent.stop()
    again = [agent for agent, log in zip(agents, logs) if log['is_committed']]
    for agent in again:  # what it said last it sends after its next start
        agent.begin()
    for agent in again:
        agent.await_committed()
        agent.program.stop()


def cost(log, broker, measured_s):
    """What the agent costs while its bus is full: wake-ups of all its threads, and, in a second run, system calls."""
    bus = Bus('can0').create().up()
    agent = Agent('COSTS0001', ['can0'], broker).start()
    until('it is connected', lambda: agent.status()['is_connected'], 90)  # the first time anywhere in a minute
    pid = agent.program.process.pid

    def frames():
        return int(pathlib.Path('/sys/class/net/can0/statistics/rx_packets').read_text())

    def wake_ups():
        return sum(int(re.search(r'^voluntary_ctxt_switches:\s+(\d+)', file.read_text(), re.M)[1])
                   for file in pathlib.Path(f'/proc/{pid}/task').glob('*/status'))

    def over(count):
        began = time.monotonic(), count(), frames()
        time.sleep(measured_s)  # what is measured
        ended = time.monotonic(), count(), frames()
        return [after - before for before, after in zip(began, ended)]
    player = subprocess.Popen(['canplayer', '-l', 'i', '-I', log, f'{bus.name}=can0'])
    until('the bus is full', lambda: frames() > 1000)
    took, woken, on_bus = over(wake_ups)
    summary = pathlib.Path('/run/strace')
    tracer = subprocess.Popen(['strace', '-c', '-f', '-o', str(summary), '-p', str(pid)])
    until('it is traced', lambda: 'TracerPid:\t0' not in pathlib.Path(f'/proc/{pid}/status').read_text())
    _, _, traced = over(lambda: 0)
    tracer.send_signal(signal.SIGINT)
    tracer.wait()
    player.kill()
    rows = [line.split() for line in summary.read_text().splitlines()]  # share, seconds, each, calls, errors, name
    calls = {row[-1]: int(row[3]) for row in rows if len(row) > 4 and row[3].isdigit()}
    # Other kernels answer these without a call (vDSO); this one has none.
    clock = sum(calls.get(name, 0) for name in ('clock_gettime', 'gettimeofday', 'time'))
    lost = agent.stop()['buses'][0]['receive_overflows']
    print(summary.read_text())
    (SHARE / 'cost.json').write_text(json.dumps({
        'frames_per_second': on_bus / took, 'wake_ups_per_second': woken / took,
        'calls_per_frame': (calls['total'] - clock) / traced, 'clock_readings_per_frame': clock / traced, 'lost': lost}))


def flood():
    """Nobody reads while the bus talks, then one reads on; then all talk as fast as they can."""
    bus = Bus('can0').create().up()
    agent = Agent('FLOODED01', ['can0'], reports={'health_interval_s': 1}).start()
    agent.program.process.send_signal(signal.SIGSTOP)
    sent = 20_000
    for _ in range(sent):
        bus.send(ENGINE_SPEED)
    agent.program.process.send_signal(signal.SIGCONT)

    def is_all_accounted():
        bus.send(ENGINE_SPEED)  # the kernel says with a frame how many were lost before it
        nonlocal sent
        sent += 1
        found = agent.bus()
        return found['receive_overflows'] > 1000 and found['frames'] + found['receive_overflows'] >= sent - 1000
    until('every frame is heard or counted as lost', is_all_accounted, 30)
    for _ in range(50_000):
        bus.send(ENGINE_SPEED)
        sent += 1
    time.sleep(0.5)
    bus.send(ENGINE_SPEED)
    status = agent.stop()
    found = status['buses'][0]
    check('frames heard and lost', found['frames'] + found['receive_overflows'], sent + 1)
    check('lost, in the counters', status['counters']['receive_overflows.can0'], found['receive_overflows'])
    print(f'{sent + 1} frames: {found["frames"]} heard, {found["receive_overflows"]} counted as lost')


class Talker(threading.Thread):
    """A truck that goes on talking on a bus, a hundred times a second, until it is told to stop."""

    def __init__(self, bus):
        super().__init__(daemon=True)
        self.bus, self.sent, self.ends = bus, 0, threading.Event()
        self.start()

    def run(self):
        while not self.ends.wait(0.01):
            self.bus.send(ENGINE_SPEED)
            self.sent += 1

    def stop(self):
        self.ends.set()
        self.join()
        return self.sent


def interfaces_come_and_go():
    bus, other = Bus('can0'), Bus('can1').create().up()
    agent = Agent('COMESGOES', ['can0', 'can1']).start()
    talker = Talker(other)
    sent = 0

    def talk():
        nonlocal sent
        agent.await_state('listening')
        for _ in range(100):
            bus.send(ENGINE_SPEED)
            bus.send(PROPRIETARY)
        sent += 100
        agent.await_frames(sent)

    agent.await_state('failed', 'not there')
    bus.create()
    agent.await_state('failed', 'Network is down')
    bus.up()
    talk()
    bus.down()
    agent.await_state('failed', 'Network is down')
    bus.up()
    talk()
    bus.delete()
    agent.await_state('failed', 'not there')
    bus.create().up()
    talk()
    heard = talker.stop()
    status = agent.stop()
    check('failures of the bus that came and went', status['buses'][0]['failures'], 3)
    check('the same in the counters', status['counters']['bus_failures.can0'], 3)
    check('failures of the other', status['buses'][1]['failures'], 0)
    check('frames of the other', status['buses'][1]['frames'], heard)
    print(f'not there, down, up, down, up, away, back: {sent} of {sent} frames; beside it {heard} of {heard}')


def bus_off():
    """As a controller's driver reports it; a virtual bus has no controller that could go off."""
    bus = Bus('can0').create().up()
    agent = Agent('BUSOFF001', ['can0']).start()
    bus.send(ENGINE_SPEED)
    bus.error(ERROR_CONTROLLER)  # error-passive: what a wrong bit rate looks like
    agent.await_bus('one error, and it listens',
                    lambda bus: bus['error_frames'] == 1 and bus['state'] == 'listening' and bus['bus_offs'] == 0)
    bus.error(ERROR_BUS_OFF)
    agent.await_state('bus_off')
    bus.error(ERROR_RESTARTED)
    agent.await_state('listening')
    bus.error(ERROR_BUS_OFF)
    agent.await_state('bus_off')
    bus.send(ENGINE_SPEED)  # a driver that does not say that it began again
    agent.await_state('listening')
    status = agent.stop()
    check('times off', status['buses'][0]['bus_offs'], 2)
    check('the same in the counters', status['counters']['bus_offs.can0'], 2)
    check('frames', status['buses'][0]['frames'], 2)


def main():
    asked = request()
    scene = asked['scene']
    asked.pop('scene'), asked.pop('bin')
    globals()[scene](**asked)


if __name__ == '__main__':
    main()
