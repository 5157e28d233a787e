"""The agent as a service manager sees it: ready, alive, stopping, and stopped within two seconds,
whatever the broker does; and a unit whose clock begins at 1970, with TLS in between."""

import pathlib
import signal
import socket
import subprocess
import sys
import time

from stand import Stand, free_port, until


class Manager:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.said = []

    def heard(self, word):
        while True:
            try:
                self.said.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return any(each.startswith(word) for each in self.said)


def make_certificates(folder):
    def openssl(*words):
        subprocess.run(['openssl', *words], cwd=folder, check=True, capture_output=True)
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30',
            '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    (folder / 'server.ext').write_text('subjectAltName=DNS:localhost\n')
    (folder / 'unit.ext').write_text('extendedKeyUsage=clientAuth\n')
    for name, subject in (('server', '/CN=localhost'), ('unit', '/CN=TRUCK001')):
        openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject,
                '-keyout', f'{name}.key', '-out', f'{name}.csr')
        openssl('x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
                '-days', '30', '-extfile', f'{name}.ext', '-out', f'{name}.pem')


def write_log(path):
    with open(path, 'w', encoding='ascii') as log:
        for i in range(100):
            log.write(f'({i / 10:.6f}) can0 18FEC1EE#{(200_000 + i).to_bytes(4, "little").hex().upper()}FFFFFFFF\n')


def stop_in_two_seconds(agent, when):
    began = time.monotonic()
    status = agent.stop(10)
    took = time.monotonic() - began
    assert status == 0, f'{when}: exit {status}'
    assert took < 2, f'{when}: {took:.1f} s to stop'


def supervised(stand):
    """READY once, WATCHDOG again and again, STATUS with words, STOPPING at the end."""
    manager = Manager(stand.folder / 'notify')
    environment = {'NOTIFY_SOCKET': manager.path, 'WATCHDOG_USEC': '2000000'}
    stand.agent('TRUCK001', stand.folder / 'log', '--start-now', speed=1, environment=environment)
    agent = stand.agents['TRUCK001']
    until('READY', lambda: manager.heard('READY=1'), 30)
    until('connected', lambda: manager.heard('STATUS=connected'), 30)
    until('WATCHDOG', lambda: sum(each == 'WATCHDOG=1' for each in manager.said) >= 3 or manager.heard('NONE'), 30)
    # A process that hangs says nothing: that is what the manager kills it for.
    agent.process.send_signal(signal.SIGSTOP)
    manager.heard('')
    manager.said.clear()
    time.sleep(1.5)
    assert not manager.heard('WATCHDOG=1')
    agent.process.send_signal(signal.SIGCONT)
    until('WATCHDOG again', lambda: manager.heard('WATCHDOG=1'), 30)
    stop_in_two_seconds(agent, 'connected')
    assert manager.heard('STOPPING=1')


def stops_whatever_the_broker_does(stand):
    stand.agent('TRUCK002', stand.folder / 'log', '--start-now', speed=1)
    until('connected', lambda: 'connected truck' in stand.agents['TRUCK002'].words(), 30)
    stand.broker.process.send_signal(signal.SIGSTOP)
    stop_in_two_seconds(stand.agents['TRUCK002'], 'the broker is frozen')
    # And while it tries to connect: the kernel accepts, nobody answers.
    stand.agent('TRUCK003', stand.folder / 'log', '--start-now', speed=1)
    until('it has begun', lambda: (stand.folder / 'TRUCK003' / 'outbox.db.status').exists(), 30)
    stop_in_two_seconds(stand.agents['TRUCK003'], 'connecting to a frozen broker')
    stand.broker.process.send_signal(signal.SIGCONT)


def connects_in_1970(stand, tls_port):
    """No certificate is valid in 1970, but the unit knows that it is later."""
    libraries = [str(path) for path in pathlib.Path('/usr/lib').glob('*/faketime/libfaketimeMT.so.1')]
    if not libraries:
        print('no libfaketime: the clock at 1970 was not tried')
        return
    broker = {'url': f'ssl://localhost:{tls_port}', 'ca_file': str(stand.folder / 'ca.pem'),
              'certificate_file': str(stand.folder / 'unit.pem'), 'key_file': str(stand.folder / 'unit.key'),
              'reconnect_within_s': 1}
    environment = {'LD_PRELOAD': libraries[0], 'FAKETIME': '@1970-01-01 00:01:00', 'FAKETIME_DONT_FAKE_MONOTONIC': '1',
                   'ASAN_OPTIONS': 'verify_asan_link_order=0'}
    stand.agent('TRUCK001', stand.folder / 'log', '--exit-when-committed', '--wait', '60', speed='max',
                environment=environment, broker=broker)
    agent = stand.agents['TRUCK001']
    agent.process.wait(90)
    assert agent.process.returncode == 0, 'a clock at 1970 was not forgiven'
    assert '1970-01-01' in agent.words(), 'the clock was not at 1970'


def main():
    with Stand(sys.argv[1]) as stand:
        tls_port = free_port()
        make_certificates(stand.folder)
        stand.listeners = [f'listener {tls_port} 127.0.0.1', f'cafile {stand.folder}/ca.pem',
                           f'certfile {stand.folder}/server.pem', f'keyfile {stand.folder}/server.key',
                           'require_certificate true', 'use_identity_as_username true']
        write_log(stand.folder / 'log')
        stand.start_broker()
        stand.start_backend()
        supervised(stand)
        stops_whatever_the_broker_does(stand)
        connects_in_1970(stand, tls_port)
    print('ready, alive, stopped in time, and connected in 1970')


main()
