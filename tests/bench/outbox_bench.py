"""What the outbox costs the flash, and how it comes out of a month without a broker.

Called by tests/bench/run. Flash is counted by the loop device's own statistics on ext4 with 4 KiB
blocks: data, journal and inodes. A day of 12 hours passes in compressed time; the file system is
synced after each 5 simulated seconds in which something was stored, because ext4 would have committed
its journal by then.
"""
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'system'))

from flash_disk import FlashDisk, NoDisk  # noqa: E402

MEGA = 1_000_000
SILENT = '(1.000000) can0 18FEF100#FFFFFFFFFFFFFFFF\n'


def life(programs, file, *words):
    """Days through the real Gatherer and Outbox: memory by day, and the sums."""
    lines = subprocess.run([str(programs / 'outbox_life'), str(file), *map(str, words)], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[3]) for line in lines[:-1]], json.loads(lines[-1])


def flash_of_a_day(programs, meters_s, store_s):
    """The third day, when committed rows are pruned and the file has its size."""
    with FlashDisk() as disk:
        disk.mount()
        file = disk.mount_point / 'outbox.db'
        life(programs, file, '--days', 2, '--answers', '--meters-s', meters_s, '--store-s', store_s)
        before = disk.bytes_written()
        _, sums = life(programs, file, '--answers', '--meters-s', meters_s, '--store-s', store_s, '--sync-fs')
        return disk.bytes_written() - before, sums


def measure_flash(table, programs, say):
    for meters_s, store_s, target in ((60, 480, 5), (60, 300, None), (60, 600, None), (60, 60, None), (300, 480, None)):
        say(f'flash: meters each {meters_s} s, stored each {store_s} s')
        try:
            written, sums = flash_of_a_day(programs, meters_s, store_s)
        except NoDisk as reason:
            say(f'flash not measured: {reason}')
            return
        name = f'outbox, flash of a 12 h day, a report each {meters_s // 60} min, stored each {store_s // 60} min'
        table.add(name, written / MEGA, 'MB', None, target)
        if store_s == 480 and meters_s == 60:
            table.add('outbox, of which the kernel counts for the process', sums['storage_bytes'] / MEGA, 'MB')


def drained(programs, folder, broker, backend, file, reports):
    """The real agent with that outbox, the real broker and backend: reports a second, peak memory."""
    silent = folder / 'silent.log'
    silent.write_text(SILENT)
    config = folder / 'agent.json'
    config.write_text(json.dumps({'truck': 'MONTH001', 'broker': {'url': broker.url},
                                  'outbox': {'path': str(file), 'quota_mib': 64}}))
    agent = subprocess.Popen([str(programs / 'roadworthy-agent'), 'run', '--config', str(config), '--replay',
                              str(silent), '--speed', 'max', '--exit-when-committed', '--wait', '300'],
                             stderr=open(folder / 'agent.log', 'w'))
    peak = 0
    while agent.poll() is None:
        status = Path(f'/proc/{agent.pid}/status').read_text().split()
        if 'VmHWM:' in status:
            peak = int(status[status.index('VmHWM:') + 1])
        time.sleep(0.02)
    if agent.returncode != 0:
        raise RuntimeError(f'not drained: {(folder / "agent.log").read_text()[-600:]}')
    database = sqlite3.connect(f'file:{backend}?mode=ro', uri=True, timeout=10)
    first = database.execute('SELECT min(first_received_ms) FROM journal_partitions').fetchone()[0]
    last = database.execute('SELECT last_received_ms FROM journal_head').fetchone()[0]
    return reports / max((last - first) / 1000, 0.001), peak


def audited(programs, database, file):
    done = subprocess.run([str(programs / 'audit'), str(database), f'MONTH001={file}'], capture_output=True,
                          text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def measure_month(table, programs, folder, say, serving):
    """`serving(place)`: a context with a broker and the backend's database."""
    for quota_kib, name in ((64 * 1024, '64 MiB'), (1024, '1 MiB')):
        say(f'a month without a broker: quota {name}')
        place = folder / f'month-{quota_kib}'
        place.mkdir()
        file = place / 'outbox.db'
        memory, sums = life(programs, file, '--days', 30, '--hours', 24, '--quota-kib', quota_kib)
        held = sums['events'] + sums['meters'] - sums['dropped']
        table.add(f'outbox, a month without a broker, quota {name}', held, 'reports held')
        table.add(f'outbox, memory of the 30th day over the 2nd, quota {name}', memory[-1] / memory[1], 'ratio', None,
                  1.05)
        with serving(place) as (broker, database):
            rate, peak = drained(programs, place, broker, database, file, held)
        table.add(f'outbox, drained into the backend, quota {name}', rate, 'reports/s', None, 2000, at_most=False)
        table.add(f'agent, peak memory while it drains, quota {name}', peak / 1024, 'MiB')
        is_sound, words = audited(programs, database, file)
        if not is_sound:
            raise RuntimeError(f'after a month: {words}')
        table.add(f'outbox, faults missing or out of order, quota {name}', 0, 'of %d' % sums['faults'], None, None)
