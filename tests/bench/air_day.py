"""Bytes on the air: an agent in a network namespace of its own, a real broker with mutual TLS, the
real backend, and the day of a truck played in a minute, or in six where faults come: they wait six seconds for
their snapshots, which is to be short of the time between them.

What is counted is every IP packet that passes the link, both ways, as the link's own statistics have
it (less 14 bytes of Ethernet each): handshakes, acknowledgements, answers, retransmissions. What is
pressed together is the time between messages alone. Two things of a real day hang on that time. Pings:
there are none, because the keep-alive is longer than the wait for a batch. The backend's answer to meters
after an hour, where sixty reports take longer: those are added, at ANSWER bytes each.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'system'))
from stand import Program, Stand, free_port, until  # noqa: E402

# A network of this process's own: one that was killed may have left its link behind.
HERE, THERE = (f'10.213.{os.getpid() % 250}.{end}' for end in (1, 2))
ETHERNET = 14
ANSWER = 209  # measured before: the answer and the acknowledgement of its segment


def ran(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f'{words}: {done.stderr.strip()[-400:]}')
    return done.stdout


class Link:
    """A cable with two ends; the agent sits alone at the far one."""

    def __init__(self):
        self.space = f'rw-air-{os.getpid()}'
        self.near, self.far = f'rwa{os.getpid() % 10**6}', f'rwb{os.getpid() % 10**6}'
        ran('ip', 'netns', 'add', self.space)
        try:
            ran('ip', 'link', 'add', self.near, 'type', 'veth', 'peer', 'name', self.far, 'netns', self.space)
            self.inside('sysctl', '-qw', f'net.ipv6.conf.{self.far}.disable_ipv6=1')
            ran('sysctl', '-qw', f'net.ipv6.conf.{self.near}.disable_ipv6=1')
            for end, address, run in ((self.near, HERE, ran), (self.far, THERE, self.inside)):
                run('ip', 'addr', 'add', f'{address}/30', 'dev', end)
                # One packet is one packet: no segments put together by the kernel.
                run('ip', 'link', 'set', 'dev', end, 'gso_max_segs', '1', 'up')
            # And nobody asks who has which address.
            mac = {end: run('cat', f'/sys/class/net/{end}/address').strip()
                   for end, run in ((self.near, ran), (self.far, self.inside))}
            ran('ip', 'neigh', 'replace', THERE, 'lladdr', mac[self.far], 'dev', self.near, 'nud', 'permanent')
            self.inside('ip', 'neigh', 'replace', HERE, 'lladdr', mac[self.near], 'dev', self.far, 'nud', 'permanent')
            self.inside('ip', 'link', 'set', 'lo', 'up')
        except RuntimeError:
            self.cut()
            raise

    def inside(self, *words):
        return ran('ip', 'netns', 'exec', self.space, *words)

    def counted(self):
        """Bytes and packets so far, IP and above, up and down (as the unit sees it)."""
        def value(name):
            return int(pathlib.Path(f'/sys/class/net/{self.near}/statistics/{name}').read_text())
        packets = value('rx_packets') + value('tx_packets')
        return value('rx_bytes') + value('tx_bytes') - ETHERNET * packets, packets

    def settle(self):
        """Until nothing has passed for a second: the goodbye and its acknowledgements are through."""
        seen = None
        while seen != (seen := self.counted()):
            time.sleep(1)

    def cut(self):
        subprocess.run(['ip', 'netns', 'del', self.space], check=False)


def make_certificates(folder):
    def openssl(*words):
        ran('openssl', *words, cwd=folder)
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30',
            '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    for name, subject, more in (('server', '/CN=broker', f'subjectAltName=IP:{HERE}'),
                                ('unit', '/CN=TRUCK001', 'extendedKeyUsage=clientAuth')):
        (folder / f'{name}.ext').write_text(more + '\n')
        openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject,
                '-keyout', f'{name}.key', '-out', f'{name}.csr')
        openssl('x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
                '-days', '30', '-extfile', f'{name}.ext', '-out', f'{name}.pem')


def frame(seconds, can_id, data):
    return f'({seconds:.6f}) can0 {can_id:08X}#{bytes(data).hex().upper()}\n'


def broadcast(seconds, source, pgn, payload):
    """A message of more than eight bytes: BAM and its packets, 50 ms apart."""
    packets = (len(payload) + 6) // 7
    lines = [frame(seconds, 0x18ECFF00 | source, [0x20, *len(payload).to_bytes(2, 'little'), packets, 0xFF,
                                                  *pgn.to_bytes(3, 'little')])]
    padded = payload + b'\xff' * (packets * 7 - len(payload))
    for number in range(packets):
        lines.append(frame(seconds + 0.05 * (number + 1), 0x18EBFF00 | source,
                           [number + 1, *padded[7 * number:7 * number + 7]]))
    return ''.join(lines)


def write_day(path, hours, faults):
    """A truck that drives all day and says its meters each second, and `faults` codes that come one by one."""
    with open(path, 'w', encoding='ascii') as log:
        for second in range(hours * 3600):
            log.write(frame(second, 0x0CF00400, [0xFF, 0xFF, 0xFF, 0x00, 0x2D, 0xFF, 0xFF, 0xFF]))
            log.write(frame(second + .1, 0x18FEF100, [0xFF, 0x00, 0x50, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]))
            odometer = (200_000_000 + 22 * second) // 5
            log.write(frame(second + .2, 0x18FEC1EE, [*odometer.to_bytes(4, 'little'), 0xFF, 0xFF, 0xFF, 0xFF]))
            if second % 10 == 0:
                hours_of_engine = (36_000_000 + second) // 180
                log.write(frame(second + .3, 0x18FEE500, [*hours_of_engine.to_bytes(4, 'little'), *[0xFF] * 4]))
                fuel = (50_000_000 + 8 * second) // 500
                log.write(frame(second + .4, 0x18FEE900, [*[0xFF] * 4, *fuel.to_bytes(4, 'little')]))
            known = 0 if faults == 0 else min(faults, second * (faults + 1) // (hours * 3600))
            codes = b''.join(bytes([(100 + i) & 0xFF, 0, 3, 1]) for i in range(known))
            payload = bytes([0x04 if known else 0, 0xFF]) + (codes or bytes(4))
            if len(payload) <= 8:
                log.write(frame(second + .5, 0x18FECA00, [*payload, *[0xFF] * (8 - len(payload))]))
            elif second % 2 == 0:
                log.write(broadcast(second + .5, 0, 0xFECA, payload))


class Day:
    def __init__(self, programs, day_hours=12):
        self.programs, self.hours = pathlib.Path(programs), day_hours

    def measure(self, interval_s, batch, faults, keep_alive_s=1500, speed=720):
        """What the day cost: bytes and packets, connections, messages, and how the agent counted."""
        link = Link()
        try:
            with Stand(self.programs) as stand:
                make_certificates(stand.folder)
                tls_port = free_port()
                stand.listeners = [f'listener {tls_port} {HERE}', f'cafile {stand.folder}/ca.pem',
                                   f'certfile {stand.folder}/server.pem', f'keyfile {stand.folder}/server.key',
                                   'require_certificate true', 'use_identity_as_username true',
                                   'set_tcp_nodelay true']
                stand.start_broker()
                stand.start_backend()
                log = stand.folder / 'day.log'
                write_day(log, self.hours, faults)
                config = {'truck': 'TRUCK001', 'outbox': {'path': str(stand.folder / 'o.db')},
                          'status_file': str(stand.folder / 'status'),
                          'broker': {'url': f'ssl://{HERE}:{tls_port}', 'ca_file': str(stand.folder / 'ca.pem'),
                                     'certificate_file': str(stand.folder / 'unit.pem'),
                                     'key_file': str(stand.folder / 'unit.key'), 'keep_alive_s': keep_alive_s},
                          # Stored at once: the real day stores each five minutes, and sends by count.
                          'reports': {'meters_interval_s': interval_s, 'meters_distance_m': 1_000_000,
                                      'store_interval_s': 1, 'send_reports': batch, 'send_interval_s': 3600}}
                (stand.folder / 'unit.json').write_text(json.dumps(config))
                before = link.counted()
                agent = Program('agent', ['ip', 'netns', 'exec', link.space, str(self.programs / 'roadworthy-agent'),
                                          'run', '--config', str(stand.folder / 'unit.json'), '--replay', str(log),
                                          '--speed', str(speed)],
                                stand.folder)
                stand.agents['TRUCK001'] = agent
                agent.start()
                until('the day is over', lambda: 'replay ended' in agent.words() or not agent.is_running(),
                      self.hours * 3600 / speed + 120)
                link.settle()
                if agent.stop() != 0:
                    raise RuntimeError(f'the agent: {agent.words()[-800:]}')
                link.settle()
                after = link.counted()
                counters = json.loads((stand.folder / 'status').read_text())['counters']
                meters = self.hours * 3600 // interval_s
                added = ANSWER * max(0, self.hours - meters // 60)
                return {'bytes': after[0] - before[0] + added, 'added': added, 'packets': after[1] - before[1],
                        'counted': counters.get('bytes_today', 0), 'batches': counters['batches_sent'],
                        'reports': counters['reports_sent'], 'connections': counters['connections']}
        finally:
            link.cut()


def main():
    day = Day(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 12)
    print(f'{"interval_s":>10} {"batch":>5} {"faults":>6} {"bytes":>7} {"added":>6} {"packets":>7} {"batches":>7} {"reports":>7} {"agent counted":>13}')
    for interval_s, batch, faults in ((60, 10, 0), (60, 20, 0), (60, 40, 0), (300, 6, 20), (300, 12, 20)):
        cost = day.measure(interval_s, batch, faults, speed=120 if faults else 720)
        print(f'{interval_s:>10} {batch:>5} {faults:>6} {cost["bytes"]:>7} {cost["added"]:>6} {cost["packets"]:>7} {cost["batches"]:>7} '
              f'{cost["reports"]:>7} {cost["counted"]:>13}', flush=True)


if __name__ == '__main__':
    main()
