#!/usr/bin/python3
"""Kills agents, broker and backend with -9 at random moments; then every report that an outbox has
stored stands in the backend's journal, exactly once.

Four runs share the kills: the broker keeps nothing in half of them; in one two of the agents are newer
than the backend until that is upgraded, in one the backend is restored from an older backup, in one a
truck's disk is wiped.

usage: kill_test.py BIN_FOLDER [--kills N] [--seed N]
"""

import argparse
import pathlib
import random
import shutil
import subprocess
import sys
import time

from stand import Stand, until

TRUCKS = ('KILLED01', 'KILLED02', 'KILLED03')


class Run:
    def __init__(self, stand, chance, persistence, event):
        self.stand, self.chance, self.persistence, self.event = stand, chance, persistence, event

    def start_agent(self, truck):
        self.stand.agent(truck, self.stand.folder / f'{truck}.log', speed=120)

    def begin(self, simulated):
        if self.event == 'newer':
            self.stand.agent_programs = dict.fromkeys(TRUCKS[:2], 'next-agent')
        for truck in TRUCKS:
            shutil.copy(simulated[truck], self.stand.folder / f'{truck}.log')
        self.stand.start_broker(self.persistence)
        self.stand.start_backend()
        for truck in TRUCKS:
            self.start_agent(truck)

    def kill_one(self):
        time.sleep(self.chance.uniform(0.05, 0.8))  # the moment is the point of the test
        victim = self.chance.choice(['broker', 'backend', *TRUCKS])
        if victim in TRUCKS:
            self.stand.agents[victim].kill()
            self.start_agent(victim)
            return
        program = getattr(self.stand, victim)
        program.kill()
        program.start()
        if victim == 'broker':
            self.stand.await_broker()

    def restore_older_backup(self):
        """As after a lost disk: the database of a while ago, with nothing beside it."""
        self.stand.backend.kill()
        for left in self.stand.folder.glob('backend.db*'):
            left.unlink()
        shutil.copy(self.stand.folder / 'older.db', self.stand.database)
        self.stand.backend.start()

    def upgrade_backend(self):
        """Until now it has refused the newer agents' batches, and answered the older one's."""
        until('newer agents are refused', lambda: self.refused_versions() == set(TRUCKS[:2]))
        self.stand.backend.kill()
        self.stand.backend_program = 'next-backend'
        self.stand.start_backend()

    def refused_versions(self):
        return {truck for (truck,) in self.stand.rows("SELECT truck FROM dead_letters WHERE reason = 'version'")}

    def wipe_disk(self, truck):
        self.stand.agents[truck].kill()
        shutil.rmtree(self.stand.folder / truck)
        self.start_agent(truck)

    def go(self, kills):
        for number in range(kills):
            self.kill_one()
            if self.event == 'newer' and number == kills // 2:
                self.upgrade_backend()
            if self.event == 'restore' and number == kills // 3:
                self.stand.command('backup', self.stand.folder / 'older.db')
            if self.event == 'restore' and number == 2 * kills // 3:
                self.restore_older_backup()
            if self.event == 'wipe' and number == kills // 2:
                self.wipe_disk(TRUCKS[0])

    def stop_reporting(self):
        """The trucks stop; what they have stored goes up; then the programs are stopped as by hand."""
        for truck in TRUCKS:
            self.stand.agents[truck].stop()
        silent = self.stand.folder / 'silent.log'
        silent.write_text('(1.000000) can0 18FEF100#FFFFFFFFFFFFFFFF\n')
        for truck in TRUCKS:
            self.stand.agent(truck, silent, '--exit-when-committed', '--wait', '120')
        for truck in TRUCKS:
            agent = self.stand.agents[truck]
            until(f'{truck} has sent all it stored', lambda agent=agent: not agent.is_running(), 150)
            if agent.process.returncode != 0:
                raise AssertionError(f'{truck}: ended with {agent.process.returncode}, not all committed')
        self.stand.await_applied()
        if self.stand.backend.stop() != 0:
            raise AssertionError('the backend did not stop cleanly')

    def audit(self):
        outboxes = [f'{truck}={self.stand.outbox(truck)}' for truck in TRUCKS]
        program = 'next-audit' if self.event == 'newer' else 'audit'
        audit = subprocess.run([str(self.stand.bin / program), str(self.stand.database), *outboxes],
                               capture_output=True, text=True, timeout=120)
        print(audit.stdout + audit.stderr, end='')
        return audit.returncode == 0

    def is_rebuilt_the_same(self):
        """The derived tables are a function of the journal, however they came about."""
        before = self.dump()
        self.stand.command('rebuild')
        return before == self.dump()

    def dump(self):
        tables = ('customers', 'trucks', 'ownership', 'due', 'episodes', 'evidence', 'dossiers')
        return {table: sorted(map(repr, self.stand.rows(f'SELECT * FROM {table}'))) for table in tables}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('bin')
    parser.add_argument('--kills', type=int, default=100)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    runs = [(False, None), (True, 'newer'), (False, 'restore'), (True, 'wipe')]
    good = True
    with Stand(options.bin) as workshop:
        simulated = {}
        for number, truck in enumerate(TRUCKS):
            simulated[truck] = workshop.folder / f'{truck}.log'
            simulated[truck].write_bytes(workshop.simulate(
                'truck', '--seed', number, '--hours', 8, '--sparse', '--scenario', 'faults'))
        for persistence, event in runs:
            with Stand(options.bin) as stand:
                run = Run(stand, chance, persistence, event)
                run.begin(simulated)
                run.go(options.kills // len(runs))
                run.stop_reporting()
                print(f'broker persistence {persistence}, event {event}, {options.kills // len(runs)} kills')
                good &= run.audit()
                if not run.is_rebuilt_the_same():
                    print('rebuild gets other tables')
                    good = False
    print(f'{options.kills} kills, seed {options.seed}: {"nothing lost, nothing twice" if good else "FAILED"}')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
