"""What the agent costs a unit: peak memory with mutual TLS up, and its binary, for each architecture."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77
MOST_MIB = {'armhf': 8}  # of peak memory
MOST_KB = {'armhf': 600}


def binary_bytes(package):
    """As the package has it: stripped."""
    listed = subprocess.run(['dpkg-deb', '-c', package], check=True, capture_output=True, text=True).stdout
    return next(int(line.split()[2]) for line in listed.splitlines() if line.endswith('/usr/bin/roadworthy-agent'))


def measure(table, programs, say):
    """A truck is played on each emulated unit, with a power cut and an upgrade in between (cross/unit)."""
    for architecture in ('armhf', 'arm64'):
        say(f'unit: {architecture}')
        done = subprocess.run([ROOT / 'cross/unit', architecture, '--bin', programs], capture_output=True, text=True)
        if done.returncode == SKIPPED:
            say(done.stdout.strip())
            continue
        if done.returncode != 0:
            raise RuntimeError(f'cross/unit {architecture}: {done.stdout[-600:]}')
        measured = next(json.loads(line) for line in done.stdout.splitlines() if line.startswith('{'))
        table.add(f'agent, peak memory with TLS, {architecture} unit of {measured["memory_mib"]} MiB',
                  measured['agent_peak_kib'] / 1024, 'MiB', None, MOST_MIB.get(architecture))
    for architecture in ('armhf', 'arm64', 'amd64'):
        built = subprocess.run([ROOT / 'cross/build', architecture], capture_output=True, text=True)
        if built.returncode != 0:
            say(built.stderr.strip())
            continue
        package = next((ROOT / 'build/cross' / architecture).glob('roadworthy-agent_*.deb'))
        table.add(f'agent, stripped binary, {architecture}', binary_bytes(package) / 1000, 'kB', None,
                  MOST_KB.get(architecture))
