#!/usr/bin/python3
"""Kills the backend with -9 while alerts go out to a real HTTP receiver and a real SMTP server that fail at
random. Then each alert has reached everybody who should hear of it and nobody else, repeats came under the
same key and as the same message, none that was not counted as possible, and nothing was invented.

Trucks report faults with the red stop lamp until they are committed, as units do.

usage: alerts_kill_test.py BIN_FOLDER [--kills N] [--seed N]
"""

import argparse
import collections
import email
import email.policy
import json
import random
import subprocess
import sys
import threading
import time

import cbor
from channels_receivers import FATES, TAKEN, Http, Mail, Mailbox, Request, answer, fate_of
from stand import Stand, until

TRUCKS_A_KILL = 3
RED_STOP = 0x10
FAULT, APPEARED = 1, 0
# By id: scope and channels. Mail addresses have a digit by which the mailbox knows whom it refuses.
RECIPIENTS = {'erp': ('all', 'hook'),
              'advisor': ('all', 'mail=advisor1@dealer.example'),
              'night': ('all', 'dead; mail=night2@dealer.example'),
              'fleet-a': ('customer:CUST-A', 'mail=fleet4@a.example'),
              'fleet-b': ('customer:CUST-B', 'hook')}


def bucket(truck):
    value = 0xcbf29ce484222325
    for byte in truck.encode():
        value = (value ^ byte) * 0x100000001b3 % (1 << 64)
    return value % 1024


class Receiver(Http):
    """/hook fails at random, /dead refuses everything."""

    def take(self, handler):
        body = handler.rfile.read(int(handler.headers['Content-Length']))
        with self.lock:
            fate = 'final' if handler.path == '/dead' else fate_of(self.rng, FATES.keys() - {'429', 'busy', 'page'})
            self.requests.append(Request(handler.path, dict(handler.headers), body, fate))
        answer(handler, fate, None)


class Fleet:
    """One fault a truck; it is sent until the backend has committed it."""

    def __init__(self, stand, count):
        self.stand = stand
        self.trucks = {f'KILL{number:04}': ('CUST-A', 'CUST-B', None)[number % 3] for number in range(count)}
        self.booted = int(time.time() * 1000) - 120_000
        self.sent = []

    def enter(self):
        files = {'customers': 'customer,dealer,name\nCUST-A,DEALER-1,甲车队\nCUST-B,DEALER-1,乙车队\n',
                 'trucks': 'truck,customer,owned_from\n' + ''.join(
                     f'{truck},{owner},2026-01-01\n' for truck, owner in self.trucks.items() if owner),
                 'recipients': 'recipient,scope,channels\n' + ''.join(
                     f'{who},{scope},{ways}\n' for who, (scope, ways) in RECIPIENTS.items())}
        for kind, text in files.items():
            file = self.stand.folder / f'{kind}.csv'
            file.write_text(text)
            self.stand.command('import', kind, file)

    def send(self, truck):
        report = cbor.encode({0: FAULT, 8: APPEARED, 9: 0, 10: 100, 11: 1, 12: 1, 14: RED_STOP})
        batch = {0: 1, 1: 1 + bucket(truck), 2: 1, 3: 1, 4: 60_000, 5: self.booted, 6: 1, 7: [], 15: [report]}
        file = self.stand.folder / 'payload'
        file.write_bytes(cbor.encode(batch))
        subprocess.run(['mosquitto_pub', '-p', str(self.stand.port), '-V', '5', '-q', '1', '-t',
                        f'roadworthy/1/{bucket(truck):04}/{truck}/up/events', '-f', str(file)], check=True, timeout=30)

    def committed(self):
        return {truck for (truck,) in self.stand.rows('SELECT truck FROM streams WHERE watermark > 0')}

    def go_on(self, count):
        """Some that have not spoken yet, and all whose word was lost in a kill."""
        fresh = [truck for truck in self.trucks if truck not in self.sent][:count]
        self.sent += fresh
        for truck in sorted(set(self.sent) - self.committed()):
            self.send(truck)

    def expected(self):
        return {(truck, who) for truck, owner in self.trucks.items() for who, (scope, _) in RECIPIENTS.items()
                if scope in ('all', f'customer:{owner}')}


class Test:
    def __init__(self, stand, kills, seed):
        self.stand, self.kills, self.chance = stand, kills, random.Random(seed)
        self.http, self.box = Receiver(seed), Mailbox(seed + 1)
        self.fleet = Fleet(stand, TRUCKS_A_KILL * kills)
        (stand.folder / 'secret').write_text('of the hook\n')
        web = {'kind': 'webhook', 'secret_file': str(stand.folder / 'secret'), 'timeout_s': 10}
        self.settings = {
            'channels': {'hook': web | {'url': f'http://127.0.0.1:{self.http.port}/hook'},
                         'dead': web | {'url': f'http://127.0.0.1:{self.http.port}/dead'},
                         'mail': {'kind': 'mail', 'host': '127.0.0.1', 'port': Mail().serve(self.box),
                                  'security': 'plain', 'from': 'alerts@dealer.example', 'timeout_s': 10}},
            'notify': {'retry_least_s': 1, 'retry_most_s': 3}}

    def asked(self):
        return len(self.http.requests) + sum(self.box.commands.values())

    def kill(self):
        """At a random moment after something has gone out."""
        before = self.asked()
        self.fleet.go_on(TRUCKS_A_KILL)
        until('an alert goes out', lambda: self.asked() > before, 60)
        time.sleep(self.chance.uniform(0, 0.45))  # the moment is the point of the test
        self.stand.backend.kill()

    def run(self):
        self.stand.start_broker()
        self.fleet.enter()
        self.stand.start_backend(**self.settings)
        for number in range(self.kills):
            self.kill()
            self.stand.start_backend(**self.settings)
        until('all reports are committed', self.is_all_committed, 120)
        until('all alerts are in the outbox', self.is_all_expanded, 120)
        until('all messages have come to their end', lambda: not self.open_deliveries(), 300)
        if self.stand.backend.stop(30) != 0:
            raise AssertionError('the backend did not stop cleanly')

    def is_all_committed(self):
        self.fleet.go_on(len(self.fleet.trucks))
        time.sleep(0.2)
        return self.fleet.committed() == set(self.fleet.trucks)

    def is_all_expanded(self):
        return self.stand.rows('SELECT COUNT(*) FROM alerts WHERE state = 1') == [(len(self.fleet.trucks),)]

    def open_deliveries(self):
        return self.stand.rows('SELECT id FROM deliveries WHERE state IN (0, 1, 2)')

    def taken(self):
        """What the far ends have, by its key: each message once for each time that it came."""
        messages = collections.defaultdict(list)
        for request in self.http.requests:
            if request.fate in TAKEN:
                messages[request.headers['Idempotency-Key']].append(('hook', request.body))
        for _, recipient, content in self.box.taken:
            mail = email.message_from_bytes(content, policy=email.policy.default)
            messages[mail['Message-ID'].strip('<>').rpartition('@')[0]].append((f'mail={recipient}', content))
        return messages

    def judge(self):
        rows = self.stand.rows(
            'SELECT d.id, a.truck, d.recipient, d.state, d.tries, d.possible_repeats, d.channel'
            ' FROM deliveries d LEFT JOIN alerts a ON a.alert = d.alert')
        taken, faults = self.taken(), []

        def expect(what, wrong):
            if wrong:
                faults.append(f'{what}: {len(wrong)}, as {sorted(wrong, key=str)[:3]}')
        told = collections.Counter((truck, who) for _, truck, who, *_ in rows)
        expect('who should hear, and has no message', self.fleet.expected() - set(told))
        expect('who should not hear, and has one', set(told) - self.fleet.expected())
        expect('told under two keys', [one for one, times in told.items() if times > 1])
        expect('not delivered', [row for row in rows if row[3] != 3])
        expect('delivered, and nobody has it', [row for row in rows if not taken.get(row[0])])
        expect('invented', set(taken) - {row[0] for row in rows})
        expect('asked under a key that nobody knows', {one.headers['Idempotency-Key'] for one in self.http.requests}
               - {row[0] for row in rows})
        expect('came to somebody else', [row for row in rows for way, _ in taken.get(row[0], [])
                                         if way not in RECIPIENTS[row[2]][1]])
        expect('repeats that differ', [key for key, several in taken.items() if len(set(several)) > 1])
        expect('repeats that were not counted as possible',
               [row for row in rows if len(taken.get(row[0], [])) - 1 > row[5]])
        expect('what a message says of itself', [key for key, several in taken.items() for way, body in several
                                                 if way == 'hook' and json.loads(body)['delivery'] != key])
        repeats = sum(len(several) - 1 for several in taken.values())
        print(f'{self.kills} kills: {len(self.fleet.trucks)} alerts, {len(rows)} messages in '
              f'{sum(row[4] for row in rows)} tries, {repeats} came again, {sum(row[5] for row in rows)} counted as '
              f'possible; {sum(row[6] == "mail" and row[2] == "night" for row in rows)} by the second channel')
        print('\n'.join(faults) or 'each alert reached everybody who should hear, and nobody else')
        return not faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('bin')
    parser.add_argument('--kills', type=int, default=20)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    with Stand(options.bin) as stand:
        test = Test(stand, options.kills, options.seed)
        test.run()
        return 0 if test.judge() else 1


if __name__ == '__main__':
    sys.exit(main())
