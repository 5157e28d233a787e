#!/usr/bin/python3
"""What a broker can bring in: forged, torn, huge, nested, from the future. Each is answered, counted
and kept in the dead letters, and costs neither the neighbour's batch nor the truck's next reports. A
truck that nobody knows is taken in, and has all its reports when it is assigned later.

usage: hostile_test.py BIN_FOLDER GOLDEN_WIRE_FOLDER
"""

import pathlib
import subprocess
import sys
import threading

import cbor
from stand import Stand, until

HOSTILE, NEIGHBOUR = 'HOSTILE1', 'NEIGHBR1'
VERSION, STREAM, FIRST, REPORTS = 0, 1, 2, 15
COMMITTED, REFUSED = 0, 1


def bucket(truck):
    value = 0xcbf29ce484222325
    for byte in truck.encode():
        value = (value ^ byte) * 0x100000001b3 % (1 << 64)
    return value % 1024


def topic(truck, channel, at=None):
    return f'roadworthy/1/{bucket(truck) if at is None else at:04}/{truck}/{channel}'


class Listener:
    """Collects what the backend answers, by truck."""

    def __init__(self, stand):
        self.answers = []
        self.process = subprocess.Popen(
            ['mosquitto_sub', '-p', str(stand.port), '-V', '5', '-t', 'roadworthy/1/+/+/down/committed', '-F', '%t %x'],
            stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            where, payload = line.split()
            self.answers.append((where.split('/')[3], cbor.decode(bytes.fromhex(payload))))

    def stop(self):
        self.process.kill()
        self.process.wait()

    def has(self, truck, kind, **fields):
        keys = {'through': 3, 'reason': 2, 'stream': 2}
        return any(who == truck and answer.get(1, COMMITTED) == kind and
                   all(answer.get(keys[name]) == value for name, value in fields.items())
                   for who, answer in self.answers)


class Test:
    def __init__(self, stand, golden):
        self.stand, self.golden, self.bad = stand, golden, []
        self.next = {HOSTILE: 1, NEIGHBOUR: 1}
        self.listener = Listener(stand)

    def publish(self, where, payload):
        file = self.stand.folder / 'payload'
        file.write_bytes(payload)
        subprocess.run(['mosquitto_pub', '-p', str(self.stand.port), '-V', '5', '-q', '1', '-t', where, '-f', str(file)],
                       check=True, timeout=30)

    def batch(self, truck, **changes):
        """A good batch of meters with the truck's next numbers; the stream id follows from the truck."""
        batch = cbor.decode(bytes.fromhex((self.golden / 'v1-meters.hex').read_text().replace('\n', '')))
        batch[STREAM] = sum(truck.encode()) + 1
        batch[FIRST] = self.next[truck]
        self.next[truck] += len(batch[REPORTS])
        return batch | changes.get('fields', {})

    def send(self, truck, batch):
        self.publish(topic(truck, 'up/meters'), cbor.encode(batch))

    def watermark(self, truck):
        rows = self.stand.rows('SELECT watermark FROM streams WHERE truck = ?', truck)
        return rows[0][0] if rows else 0

    def expect(self, what, fact):
        try:
            until(what, fact, 15)
            print(f'ok: {what}')
        except AssertionError as error:
            self.bad.append(what)
            print(f'WRONG: {error}')

    def letters(self, reason):
        return self.stand.rows('SELECT truck, size_bytes, detail FROM dead_letters WHERE reason = ?', reason)

    def both_still_served(self, after):
        """The neighbour's batch and the same truck's next reports, right behind the hostile one."""
        for truck in (NEIGHBOUR, HOSTILE):
            self.send(truck, self.batch(truck))
            through = self.next[truck] - 1
            self.expect(f'{truck} is committed through {through} after {after}',
                        lambda truck=truck, through=through: self.watermark(truck) >= through)

    def run(self):
        self.both_still_served('nothing')
        good = cbor.encode(self.batch(HOSTILE))
        self.next[HOSTILE] -= len(cbor.decode(good)[REPORTS])

        self.publish(topic(HOSTILE, 'up/meters', at=(bucket(HOSTILE) + 1) % 1024), good)
        self.expect('a forged bucket is kept in the dead letters', lambda: self.letters('topic'))
        self.publish('roadworthy/1/0000/bad id/up/meters', good)
        self.expect('a forged id as well', lambda: len(self.letters('topic')) == 2)
        self.both_still_served('a forged topic')

        torn = good[:len(good) * 2 // 3]
        self.publish(topic(HOSTILE, 'up/meters'), torn)
        self.expect('a torn batch is refused', lambda: self.listener.has(HOSTILE, REFUSED, reason=0))
        self.expect('and kept', lambda: len(self.letters('unreadable')) == 1)
        self.both_still_served('a torn batch')

        self.publish(topic(HOSTILE, 'up/meters'), bytes(1 << 20))
        self.expect('a megabyte is refused by its size',
                    lambda: [row[1] for row in self.letters('size')] == [1 << 20])
        self.both_still_served('a megabyte')

        self.publish(topic(HOSTILE, 'up/meters'), b'\x81' * 4096)
        self.expect('4 kB of nesting is kept as unreadable', lambda: len(self.letters('unreadable')) == 2)
        self.both_still_served('4 kB of nesting')

        self.publish(topic(HOSTILE, 'up/meters'), cbor.encode({VERSION: 99, 77: 'of a later time'}))
        self.expect('a batch from the future is refused by its version',
                    lambda: self.listener.has(HOSTILE, REFUSED, reason=1))
        self.expect('and kept', lambda: len(self.letters('version')) == 1)
        self.both_still_served('a batch from the future')

        mixed = self.batch(HOSTILE)
        mixed[REPORTS][1] = b'\x00'
        through = self.next[HOSTILE] - 1
        self.send(HOSTILE, mixed)
        self.expect('one unreadable report counts as taken', lambda: self.watermark(HOSTILE) >= through)
        self.expect('and is kept alone', lambda: [row[1] for row in self.letters('report')] == [1])
        self.both_still_served('an unreadable report among good ones')

        jumped = self.batch(HOSTILE, fields={FIRST: self.next[HOSTILE] + 1000})
        self.next[HOSTILE] -= len(jumped[REPORTS])
        self.send(HOSTILE, jumped)
        self.expect('a jump is answered with the watermark',
                    lambda: self.listener.has(HOSTILE, COMMITTED, through=self.watermark(HOSTILE)))
        self.both_still_served('a jump')
        self.assigned_later()

    def assigned_later(self):
        """What an unassigned truck has reported is there when the office is done with its papers."""
        self.stand.await_applied()
        before = self.stand.rows('SELECT odometer_m FROM trucks WHERE truck = ? AND customer IS NULL', HOSTILE)
        self.expect('an unknown truck is taken in, unassigned', lambda: before and before[0][0])
        for kind, text in (
                ('customers', 'customer,dealer,name\nC1,D1,李师傅\n'),
                ('trucks', f'truck,model,segment,customer,delivered_on,owned_from\n{HOSTILE},M,long-haul,C1,2020-01-01,2020-01-01\n')):
            file = self.stand.folder / f'{kind}.csv'
            file.write_text(text)
            self.stand.command('import', kind, file)
        self.expect('assigned later, it has what it reported before', lambda: self.stand.rows(
            'SELECT odometer_m FROM trucks WHERE truck = ? AND customer = ?', HOSTILE, 'C1') == before)

    def counted(self):
        token = self.stand.command('token', 'add', '--name', 'test').stdout.strip().split()[-1]
        metrics = self.stand.get('/metrics', token)[1].decode()
        for reason in ('topic', 'unreadable', 'size', 'version', 'report'):
            name = f'roadworthy_dead_letters_{reason}_total '
            counted = [line for line in metrics.splitlines() if line.startswith(name) and float(line.split()[1]) > 0]
            self.expect(f'dead letters for {reason} are counted', lambda counted=counted: counted)


def main():
    with Stand(sys.argv[1]) as stand:
        stand.start_broker()
        stand.start_backend()
        test = Test(stand, pathlib.Path(sys.argv[2]))
        try:
            test.run()
            test.counted()
        finally:
            test.listener.stop()
    print(f'{len(test.bad)} wrong')
    return 1 if test.bad else 0


if __name__ == '__main__':
    sys.exit(main())
