"""A stand for tests that pull plugs: mosquitto, the backend and agents, each a real process.

Everything lives in one temporary folder and on loopback ports that the system gives. Nothing here
waits by the clock: `until` waits for a fact and fails with words when it does not come.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time


def until(what, fact, seconds=60):
    """Asks `fact` until it gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        answer = fact()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f'waited {seconds} s for: {what}')
        time.sleep(0.05)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Program:
    """One process that can be killed and started again; its words go to a file."""

    def __init__(self, name, command, folder, environment=None):
        self.name, self.command, self.log = name, command, folder / f'{name}.log'
        self.environment = os.environ | (environment or {})
        self.process = None

    def start(self):
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=self.environment)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """As a power cut does it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, seconds=10):
        """As an operator does it; returns the exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def words(self):
        return self.log.read_text(errors='replace') if self.log.exists() else ''


class Stand:
    def __init__(self, bin_folder, keep=False):
        self.bin = pathlib.Path(bin_folder)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='roadworthy-stand-'))
        self.keep = keep
        self.port = free_port()
        self.http_port = free_port()
        self.database = self.folder / 'backend.db'
        self.listeners = []  # further lines of mosquitto.conf
        self.broker = None
        self.backend = None
        self.agents = {}
        self.backend_program = 'roadworthy-backend'
        self.agent_programs = {}  # by truck, where it is not the usual one
        self.agent_settings = {}  # what every agent's file says beside the usual

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for program in [*self.agents.values(), self.backend, self.broker]:
            if program is not None:
                program.kill()
        if kind is not None:
            for program in [*self.agents.values(), self.backend, self.broker]:
                if program is not None:
                    print(f'--- {program.name}\n{program.words()[-3000:]}', file=sys.stderr)
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self):
        return f'tcp://127.0.0.1:{self.port}'

    def start_broker(self, persistence=False):
        config = self.folder / 'mosquitto.conf'
        lines = [f'listener {self.port} 127.0.0.1', 'allow_anonymous true', 'user root', 'max_queued_messages 0',
                 'per_listener_settings false', *self.listeners]
        if persistence:
            lines += ['persistence true', f'persistence_location {self.folder}/', 'autosave_interval 1']
        config.write_text('\n'.join(lines) + '\n')
        self.broker = Program('mosquitto', ['mosquitto', '-c', str(config)], self.folder)
        self.broker.start()
        self.await_broker()

    def await_broker(self):
        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(('127.0.0.1', self.port)) == 0
        until('the broker listens', answers, 20)

    def start_backend(self, **settings):
        config = {'database': str(self.database), 'broker': {'url': self.url},
                  'http': {'address': '127.0.0.1', 'port': self.http_port}} | settings
        file = self.folder / 'backend.json'
        file.write_text(json.dumps(config))
        self.backend = Program('backend', [str(self.bin / self.backend_program), 'serve', '--config', str(file)],
                               self.folder)
        self.backend.start()
        until('the backend is healthy', self.is_healthy, 60)

    def agent(self, truck, log, *words, speed='max', environment=None, broker=None, **reports):
        """Starts the truck's agent on a recorded log; reports: intervals other than these short ones."""
        folder = self.folder / truck
        folder.mkdir(exist_ok=True)
        config = {'truck': truck, 'broker': broker or {'url': self.url, 'reconnect_within_s': 1},
                  'outbox': {'path': str(folder / 'outbox.db')},
                  'reports': {'meters_interval_s': 5, 'store_interval_s': 1, 'send_reports': 1,
                              'send_interval_s': 1, 'health_interval_s': 60} | reports} | self.agent_settings
        file = folder / 'agent.json'
        file.write_text(json.dumps(config))
        self.agents[truck] = Program(f'agent-{truck}', [
            str(self.bin / self.agent_programs.get(truck, 'roadworthy-agent')), 'run', '--config', str(file), '--replay', str(log),
            '--speed', str(speed), *words], self.folder, environment)
        self.agents[truck].start()

    def outbox(self, truck):
        return self.folder / truck / 'outbox.db'

    def await_applied(self):
        """Until the derived tables hold all that the journal holds."""
        def is_applied():
            last = self.rows('SELECT last_position FROM journal_head')[0][0]
            return self.rows("SELECT position FROM positions WHERE name = 'applied'") == [(last,)]
        until('everything in the journal is applied', is_applied, 60)

    def is_healthy(self):
        return self.get('/healthz')[0] == 200

    def get(self, path, token=None):
        """Status and body of one HTTP request; status 0 if nobody answers."""
        try:
            with socket.create_connection(('127.0.0.1', self.http_port), 5) as connection:
                head = f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'
                if token:
                    head += f'Authorization: Bearer {token}\r\n'
                connection.sendall((head + '\r\n').encode())
                answer = b''
                while part := connection.recv(65536):
                    answer += part
        except OSError:
            return 0, b''
        head, _, body = answer.partition(b'\r\n\r\n')
        return int(head.split()[1]) if head else 0, body

    def command(self, *words, check=True):
        """Runs the backend's command line against the stand's database."""
        run = subprocess.run([str(self.bin / self.backend_program), *map(str, words), '--database', str(self.database)],
                             capture_output=True, text=True, timeout=300)
        if check and run.returncode != 0:
            raise AssertionError(f'{words}: exit {run.returncode}: {run.stderr[-2000:]}')
        return run

    def simulate(self, *words):
        return subprocess.run([str(self.bin / 'roadworthy-sim'), *map(str, words)], check=True, capture_output=True,
                              timeout=600).stdout

    def rows(self, statement, *values, database=None):
        """Rows of the backend's database as it stands, read by its own connection."""
        connection = sqlite3.connect(f'file:{database or self.database}?mode=ro', uri=True, timeout=10)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()
