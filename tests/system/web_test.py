#!/usr/bin/env python3
"""The pages as people see them: Debian's Chromium at the real backend, with simulated trucks' data.

usage: web_test.py BIN_FOLDER WEB_FOLDER PICTURES [--stay] [DAY]

Both languages, a desk and a phone, light and dark; names that try to be scripts, that are long or run
from right to left. PICTURES gets a screenshot of each page. --stay: prints the address and the tokens
and waits, to look at it by hand. The walks are in backend/web/tests/browser.
"""
import argparse
import csv
import datetime
import json
import pathlib
import shutil
import subprocess
import sys

from stand import Stand

SAMPLE = pathlib.Path(__file__).parent.parent / 'simulator' / 'sample'
TRUCKS, DAYS, SEED, MANY = 3, 60, 52, 400
ODD_NAMES = ['<script>alert(1)</script>"\'&amp;', 'شركة النقل السريع ' * 3 + '(Ltd)', '长' * 200, '🚚🚛 Émile & Søn ' + 'x' * 60]


def odd_fleet(folder):
    """A customer for each odd name, with a truck that nobody has ever heard of; and one that is new."""
    with open(folder / 'odd_customers.csv', 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file)
        rows.writerow('customer dealer name contact phone language tier'.split())
        for number, name in enumerate(ODD_NAMES):
            rows.writerow([f'ODD{number}', 'JINAN', name, name, '' if number == 1 else f'0531-55502{number}', 'zh', 'prospect'])
    with open(folder / 'odd_trucks.csv', 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file)
        rows.writerow('truck vin plate model segment plan delivered_on workshop customer owned_from'.split())
        for number, name in enumerate(ODD_NAMES):
            rows.writerow([f'ODDTRK0{number}', '', name[:40], name[:60], 'long-haul', 'long-haul', '2025-11-01', '济南东站', f'ODD{number}', ''])
        # New, and never heard of: nothing is due of it, and nobody knows how it is.
        rows.writerow(['NEWTRUCK1', '', '鲁A20001', 'T7H 6x4', 'long-haul', 'long-haul', str(datetime.date.today()), '济南东站', 'C001', ''])
    return folder / 'odd_customers.csv', folder / 'odd_trucks.csv'


def many_trucks(folder):
    """More trucks of one customer than a page of the due list has rows, each with several items due."""
    with open(folder / 'many.csv', 'w', newline='', encoding='utf-8') as file:
        rows = csv.writer(file)
        rows.writerow('truck vin plate model segment plan delivered_on workshop customer owned_from'.split())
        for number in range(MANY):
            day = datetime.date(2025, 1, 1) + datetime.timedelta(days=number * 3 % 600)
            rows.writerow([f'MANY{number:05}', '', f'鲁B{number:05}', 'G5X 4x2', 'distribution', 'distribution', str(day), 'Qingdao Port', 'C003', ''])
    return folder / 'many.csv'


def fill(stand):
    now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    customers, trucks = odd_fleet(stand.folder)
    for kind, file in (('customers', SAMPLE / 'customers.csv'), ('plans', SAMPLE / 'plans.csv'), ('trucks', SAMPLE / 'trucks.csv'),
                       ('services', SAMPLE / 'services.csv'), ('customers', customers), ('trucks', trucks),
                       ('trucks', many_trucks(stand.folder))):
        stand.command('import', kind, file)
    services = stand.folder / 'services.csv'
    services.write_bytes(stand.simulate('services', '--trucks', TRUCKS, '--days', DAYS, '--seed', SEED, '--end', now))
    stand.command('import', 'services', services)
    stand.start_backend()
    stand.simulate('fleet', '--trucks', TRUCKS, '--days', DAYS, '--seed', SEED, '--end', now, '--broker', stand.url, '--until-committed')
    stand.await_applied()


def tokens(stand):
    def token(*whose):
        return stand.command('token', 'add', '--name', 'web', *whose).stdout.strip()
    return {'administrator': token(), 'dealer': token('--dealer', 'JINAN'), 'customer': token('--customer', 'C002'),
            'large': token('--customer', 'C003')}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('bin')
    parser.add_argument('web', type=pathlib.Path)
    parser.add_argument('pictures', type=pathlib.Path)
    parser.add_argument('--stay', action='store_true')
    parser.add_argument('day', nargs='?')
    options = parser.parse_args()
    browser, node = shutil.which('chromium'), shutil.which('node') or shutil.which('nodejs')
    for what, is_here in (('chromium', browser), ('node', node), ('playwright-core', (options.web / 'node_modules/playwright-core').exists())):
        if not is_here:
            print(f'{what} is not here')
            return 77
    with Stand(options.bin) as stand:
        stand.start_broker()
        fill(stand)
        description = {'url': f'http://127.0.0.1:{stand.http_port}', 'browser': browser, 'tokens': tokens(stand),
                       'pictures': str(options.pictures.absolute())}
        file = stand.folder / 'stand.json'
        file.write_text(json.dumps(description))
        if options.stay:
            print(json.dumps(description), flush=True)
            sys.stdin.read()
            return 0
        words = [options.day] if options.day else []
        return subprocess.run([node, str(options.web / 'tests/browser/run.mjs'), str(file), *words], timeout=1100).returncode


if __name__ == '__main__':
    sys.exit(main())
