"""Boots user-mode Linux, the kernel as a process, because only there is a CAN bus to be had everywhere.

The host's root is the unit's, read-only; a folder that both see takes the request in and the results out. Needs no
right on the host. Inside, inside.py plays one scene; its words and exit code come back.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
SLIRP = '/usr/bin/slirp-fullbolt'


def missing():
    """What is not installed here, in words; empty if all is."""
    tools = [tool for tool in ('linux.uml', SLIRP, 'busybox', 'canplayer', 'ip') if not which(tool)]
    return f'not installed (tests/install does it): {", ".join(tools)}' if tools else ''


def which(tool):
    return shutil.which(tool, path='/usr/sbin:/usr/bin:/sbin:/bin')


def boot(share, scene, registers, memory_mib=192, seconds=180, **request):
    """Plays a scene; returns its words. What fails in it fails here. `registers`: whole_registers.so."""
    share = pathlib.Path(share)
    # The kernel splits its command line at spaces: only the share's own path may be on it.
    shutil.copy(HERE / 'init.sh', share)
    (share / 'init.sh').chmod(0o755)
    (share / 'request.json').write_text(json.dumps({'scene': scene} | request))
    (share / 'inside').symlink_to(HERE / 'inside.py')
    ran = subprocess.run(
        ['timeout', '-k', '5', str(seconds), which('linux.uml'), f'mem={memory_mib}M', 'root=/dev/root',
         'rootfstype=hostfs', 'rootflags=/', 'ro', f'init={share}/init.sh', 'con=null', 'con0=null,fd:1', 'quiet',
         f'eth0=slirp,,{SLIRP}', f'SHARE={share}', f'INSIDE={share}/inside'],
        env=os.environ | {'LD_PRELOAD': str(registers)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    exit_code = share / 'exit_code'  # of user-mode Linux itself it is always 0
    words = (share / 'words').read_text(errors='replace') if (share / 'words').exists() else ''
    if not exit_code.exists():
        print(ran.stdout.decode(errors='replace')[-2000:], file=sys.stderr)
        raise AssertionError(f'{scene}: the unit did not get to its end\n{words[-4000:]}')
    if exit_code.read_text().strip() != '0':
        raise AssertionError(f'{scene}:\n{words[-6000:]}')
    return words
