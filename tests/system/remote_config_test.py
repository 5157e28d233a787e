#!/usr/bin/python3
"""A unit is set from afar, by the programs themselves: an operator's key, a backend that serves, a
broker, an agent. What is good comes into force; what cuts the unit off goes back by itself; what an
attacker with the broker's password sends does nothing; a kill -9 at any moment leaves nothing halfway.

usage: remote_config_test.py BIN_FOLDER [--kills N] [--seed N]
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import time

from stand import Stand, free_port, until

TRUCK = 'REMOTE01'
TRIAL_S = 10


class Operator:
    def __init__(self, stand):
        self.stand, self.version = stand, 0
        self.public_key = self.command('key', stand.folder / 'operator.key').strip()

    def command(self, *words):
        return self.stand.command('unit-config', *words).stdout

    def sign(self, version, **content):
        text = self.stand.folder / 'content.json'
        text.write_text(json.dumps(content))
        file = self.command('sign', text, '--key', self.stand.folder / 'operator.key', '--version', version,
                            '--truck', TRUCK, '--into', self.stand.folder).strip()
        return pathlib.Path(file).read_bytes()

    def publish(self, **content):
        self.version += 1
        message = self.sign(self.version, **content)
        self.command('publish', self.stand.folder / f'{TRUCK}.config')
        return message

    def sees(self):
        views = json.loads(self.command('show', '--json'))
        return views[0] if views else {}

    def await_state(self, state, version, in_force):
        def is_there():
            view = self.sees()
            return (view.get('state'), view.get('version_known'), view.get('version_in_force')) == \
                (state, version, in_force)
        until(f'version {version} is {state}, {in_force} in force', is_there, 60)


def inject(stand, message):
    """As somebody who knows the broker's password would."""
    topic = f'roadworthy/1/{bucket(TRUCK):04}/{TRUCK}/down/config'
    subprocess.run(['mosquitto_pub', '-V', 'mqttv5', '-p', str(stand.port), '-t', topic, '-q', '1', '-r', '-s'],
                   input=message, check=True)


def bucket(truck):
    mark = 0xcbf29ce484222325
    for byte in truck.encode():
        mark = (mark ^ byte) * 0x100000001b3 % 2**64
    return mark % 1024


def status(stand):
    run = subprocess.run([stand.bin / 'roadworthy-agent', 'status', '--config', stand.folder / TRUCK / 'agent.json'],
                         capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else {}


def start_agent(stand):
    stand.agent(TRUCK, stand.folder / 'truck.log')


def good_and_bad(stand, operator):
    good = operator.publish(reports={'meters_interval_s': 7})
    operator.await_state('in_force', 1, 1)

    # A broker that nobody listens at: cut off, back after the trial, and never there again.
    operator.publish(broker={'url': f'tcp://127.0.0.1:{free_port()}'})
    operator.await_state('rolled_back', 2, 1)
    assert 'no answer' in operator.sees()['reason']

    operator.publish(listen_only=False)
    operator.await_state('refused', 3, 1)
    assert operator.sees()['reason'] == 'listen_only: not a key that can be changed from afar'
    return good


def attacks(stand, operator, good):
    before = operator.sees()
    counters = status(stand)['counters']
    forged = bytearray(operator.sign(9, reports={'meters_interval_s': 1}))
    forged[-1] ^= 1
    for message in (good, bytes(forged), b'{}', bytes(70000)):
        inject(stand, message)
    until('the attacks were counted', lambda: status(stand)['counters']['configs_forged'] >=
          counters['configs_forged'] + 3 and status(stand)['counters']['configs_outdated'] >
          counters['configs_outdated'])
    assert operator.sees() == before
    # The topic holds the attacker's message; the next version goes its way nevertheless.
    operator.publish(reports={'meters_interval_s': 8})
    operator.await_state('in_force', 4, 4)


def absence(stand, operator):
    """Published while nobody was there, through a broker that forgot everything."""
    stand.agents[TRUCK].kill()
    operator.publish(reports={'meters_interval_s': 9})
    stand.broker.kill()
    stand.start_broker()
    start_agent(stand)
    operator.await_state('in_force', 5, 5)


def kills(stand, operator, chance, count):
    for _ in range(count):
        if chance.random() < 0.5:
            if chance.random() < 0.5:
                operator.publish(broker={'url': f'tcp://127.0.0.1:{free_port()}'})
            else:
                operator.publish(reports={'meters_interval_s': chance.randrange(1, 100)})
        time.sleep(chance.uniform(0.02, 1.5))  # the moment is the point of the test
        stand.agents[TRUCK].kill()
        start_agent(stand)
    good = operator.version + 1
    operator.publish(reports={'meters_interval_s': 5})
    operator.await_state('in_force', good, good)
    words = stand.agents[TRUCK].words()
    assert 'corrupt' not in words, words


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('bin')
    parser.add_argument('--kills', type=int, default=15)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    with Stand(options.bin) as stand:
        (stand.folder / 'truck.log').write_bytes(stand.simulate('truck', '--seed', 1, '--hours', 0.02))
        operator = Operator(stand)
        stand.agent_settings = {'remote': {'public_keys': [operator.public_key], 'trial_s': TRIAL_S}}
        stand.start_broker()
        stand.start_backend()
        start_agent(stand)
        good = good_and_bad(stand, operator)
        attacks(stand, operator, good)
        absence(stand, operator)
        kills(stand, operator, random.Random(options.seed), options.kills)
    return 0


if __name__ == '__main__':
    sys.exit(main())
