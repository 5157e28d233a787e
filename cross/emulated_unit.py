"""A telematics unit in qemu: Debian's kernel, systemd, a disk that loses its power, a serial line.

What survives a power cut here is what would survive it on flash: qemu writes a log of every write and
flush (blklogwrites); after a cut, what the guest had flushed is on the disk, and of what it had written
since, a random part.
"""

import hashlib
import os
import pathlib
import random
import shutil
import struct
import subprocess
import tarfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SKIPPED = 77
# What the unit has beside the agent's dependencies: to boot, to install it, to play a bus.
SYSTEM = ['base-files', 'base-passwd', 'dash', 'coreutils', 'sed', 'grep', 'dpkg', 'tar', 'diffutils', 'libc-bin',
          'mount', 'util-linux', 'systemd', 'iproute2', 'can-utils', 'kmod', 'busybox-static']
MODULES = ['virtio_mmio', 'virtio_pci', 'virtio_blk', 'virtio_net', 'ext4', 'can-raw', 'vcan']
DISK_MIB = 320

# Before the disk: its driver is a module.
INIT = '''#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
while read module; do /bin/busybox insmod /modules/$module; done < /modules/list
/bin/busybox mount -t ext4 /dev/vda /disk || /bin/busybox poweroff -f
exec /bin/busybox switch_root /disk /lib/systemd/systemd
'''

# The emulated unit's own: its network, its bus, and what it is told to do at this boot.
SCENE = '''[Unit]
Description=What this boot is for
After=multi-user.target systemd-sysctl.service
DefaultDependencies=no
[Service]
Type=oneshot
ExecStart=/bin/sh /etc/scene
StandardInput=null
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyAMA0
TimeoutStartSec=infinity
'''
ENTRANCE = '''ip link set lo up
ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up; ip route add default via 10.0.2.2
ip link add vcan0 type vcan; ip link set vcan0 up
mkdir -p /run/brought && tar -xf /dev/vdb -C /run/brought && cd /run/brought
sh ./boot.sh
echo "SCENE ENDED $?"
kill -RTMIN+4 1  # systemd's word for poweroff.target
'''


class Skip(Exception):
    """What is needed is not here; the words say what."""


class Machine:
    def __init__(self, binary, cpu, memory_mib):
        self.binary, self.cpu, self.memory_mib = binary, cpu, memory_mib


MACHINES = {'arm64': Machine('qemu-system-aarch64', 'cortex-a53', 128),
            'armhf': Machine('qemu-system-arm', 'cortex-a7', 64)}


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode == SKIPPED:
        raise Skip(done.stderr.strip())
    if done.returncode != 0:
        raise RuntimeError(f'{command[0]}: exit {done.returncode}: {(done.stdout + done.stderr)[-2000:]}')
    return done.stdout


def module_file(modules, name):
    found = [file for spelt in {name, name.replace('_', '-'), name.replace('-', '_')}
             for file in modules.rglob(f'{spelt}.ko')]
    return found[0] if found else None  # None: built in


def module_order(modules, names):
    """Files, each after those that it depends on."""
    order = []

    def add(name):
        file = module_file(modules, name)
        if file is None or file in order:
            return
        for other in run('modinfo', '-F', 'depends', file).strip().split(','):
            if other:
                add(other)
        order.append(file)
    # The checksum of ext4's journal is asked for by name, at run time.
    for name in ['crc32c_generic', *names]:
        add(name)
    return order


class Image:
    """The parts that all units of an architecture share, made once: kernel, first stage, disk."""

    def __init__(self, arch, package):
        self.folder = ROOT / 'build/cross' / arch
        self.arch = arch
        depends = run('dpkg-deb', '-f', package, 'Depends').strip()
        self.packages = [*SYSTEM, *(entry.split()[0] for entry in depends.split(', '))]

    def prepare(self):
        run(ROOT / 'cross/debian', self.arch, self.folder / 'kernel', 'kernel')
        run(ROOT / 'cross/debian', self.arch, self.folder / 'guest', *self.packages)
        recipe = hashlib.sha256((pathlib.Path(__file__).read_text() + ' '.join(self.packages)).encode()).hexdigest()
        made = self.folder / 'image.recipe'
        if not made.exists() or made.read_text() != recipe:
            self.make_first_stage()
            self.make_disk()
            made.write_text(recipe)

    @property
    def kernel(self):
        return next((self.folder / 'kernel/boot').glob('vmlinuz-*'))

    def make_first_stage(self):
        stage = self.folder / 'first-stage'
        shutil.rmtree(stage, ignore_errors=True)
        for name in ('bin', 'dev', 'proc', 'disk', 'modules'):
            (stage / name).mkdir(parents=True)
        shutil.copy(self.folder / 'guest/bin/busybox', stage / 'bin')
        order = module_order(self.folder / 'kernel/lib/modules', MODULES)
        for file in order:
            shutil.copy(file, stage / 'modules')
        (stage / 'modules/list').write_text(''.join(f'{file.name}\n' for file in order))
        (stage / 'init').write_text(INIT)
        (stage / 'init').chmod(0o755)
        names = '\n'.join(str(path.relative_to(stage)) for path in sorted(stage.rglob('*')))
        archive = subprocess.run(['cpio', '-o', '-H', 'newc', '--quiet', '-R', '0:0'], cwd=stage, input=names.encode(),
                                 stdout=subprocess.PIPE, check=True).stdout
        (self.folder / 'first-stage.cpio').write_bytes(archive)

    def make_disk(self):
        guest = self.folder / 'guest'
        for base in ('passwd', 'group'):
            shutil.copy(guest / f'usr/share/base-passwd/{base}.master', guest / f'etc/{base}')
        (guest / 'var/lib/dpkg').mkdir(parents=True, exist_ok=True)
        shutil.copy(guest / '.packages', guest / 'var/lib/dpkg/status')
        for name in ('dpkg/info', 'dpkg/updates', 'dpkg/triggers'):
            (guest / 'var/lib' / name).mkdir(exist_ok=True)
        for control in (guest / '.packages').read_text().split('\n\n'):
            fields = dict(line.split(': ', 1) for line in control.splitlines() if line[:1].strip() and ': ' in line)
            if fields:
                name = fields['Package'] + (f':{self.arch}' if fields.get('Multi-Arch') == 'same' else '')
                (guest / f'var/lib/dpkg/info/{name}.list').touch()  # else dpkg says so for each
        (guest / 'etc/machine-id').write_text('0123456789abcdef0123456789abcdef\n')
        (guest / 'etc/hostname').write_text('unit\n')
        (guest / 'etc/hosts').write_text('127.0.0.1 localhost\n10.0.2.2 broker.test\n')
        (guest / 'etc/systemd/journald.conf').write_text('[Journal]\nStorage=volatile\nRuntimeMaxUse=2M\nForwardToConsole=no\n')
        system = guest / 'etc/systemd/system'
        system.mkdir(parents=True, exist_ok=True)
        (system / 'scene.service').write_text(SCENE)
        (guest / 'etc/scene').write_text(ENTRANCE)
        wants = system / 'default.target.wants'
        wants.mkdir(exist_ok=True)
        for link, target in ((wants / 'scene.service', '../scene.service'),
                             (system / 'default.target', '/lib/systemd/system/multi-user.target'),
                             (system / 'getty.target', '/dev/null')):
            link.unlink(missing_ok=True)
            link.symlink_to(target)
        disk = self.folder / 'disk.img'
        disk.unlink(missing_ok=True)
        with open(disk, 'wb') as file:
            file.truncate(DISK_MIB << 20)
        run('mke2fs', '-q', '-t', 'ext4', '-E', 'root_owner=0:0', '-d', guest, disk)


class Disk:
    """One unit's disk. `cut` leaves on it what a power cut would have."""
    SECTOR = 512
    FLUSH, DISCARD, MARK = 1, 4, 8

    def __init__(self, image, folder):
        self.file, self.log = folder / 'disk.img', folder / 'writes.log'
        run('cp', '--sparse=always', image.folder / 'disk.img', self.file)

    def options(self):
        """For qemu: writes go to a copy, so that the disk stays as it was, and to the log."""
        self.running = self.file.with_suffix('.running')
        run('cp', '--sparse=always', self.file, self.running)
        with open(self.log, 'wb'):
            pass
        return ['-blockdev', f'driver=file,node-name=disk,filename={self.running}',
                '-blockdev', f'driver=file,node-name=log,filename={self.log}',
                '-blockdev', 'driver=blklogwrites,node-name=logged,file=disk,log=log,log-sector-size=512',
                '-device', 'virtio-blk-device,drive=logged']

    def stop(self):
        """The unit was shut down: what it has written is there."""
        os.replace(self.running, self.file)

    def entries(self):
        """(sector, flags, data) in the order in which they were written."""
        with open(self.log, 'rb') as log:
            size = os.fstat(log.fileno()).st_size
            log.seek(self.SECTOR)  # its head is only written now and then
            while True:
                head = log.read(self.SECTOR)
                if len(head) < 32:
                    return
                sector, sectors, flags, bytes_beside = struct.unpack_from('<QQQQ', head)
                if (sector, sectors, flags) == (0, 0, 0):
                    return
                data = b''
                if not flags & self.DISCARD:
                    data = log.read(sectors * self.SECTOR)
                    if log.tell() > size or len(data) < sectors * self.SECTOR:
                        return
                yield sector, flags, data
                if bytes_beside and flags & self.MARK:
                    log.seek(bytes_beside, os.SEEK_CUR)

    def cut(self, chance):
        """Returns how many writes were flushed, and how many of the others were lost."""
        entries = list(self.entries())
        last_flush = max((i for i, (_, flags, _) in enumerate(entries) if flags & self.FLUSH), default=-1)
        lost = 0
        with open(self.file, 'r+b') as disk:
            for i, (sector, _, data) in enumerate(entries):
                if i > last_flush and data and chance.random() < 0.5:
                    lost += 1
                elif data:
                    disk.seek(sector * self.SECTOR)
                    disk.write(data)
        self.running.unlink()
        return last_flush + 1, lost

    def fetch(self, path, to):
        """Copies a folder out of it."""
        run('debugfs', '-R', f'rdump {path} {to}', self.file)


class Unit:
    """The machine: `boot` it with files and a script, read its serial line, cut its power."""

    def __init__(self, arch, package, folder, memory_mib=None):
        self.machine = MACHINES[arch]
        self.memory_mib = memory_mib or self.machine.memory_mib
        if shutil.which(self.machine.binary) is None:
            raise Skip(f'{self.machine.binary} is not installed: tests/install cross')
        self.folder = folder
        self.image = Image(arch, package)
        self.image.prepare()
        self.disk = Disk(self.image, folder)
        self.boots = 0
        self.process = None

    def boot(self, files, script, clock=None):
        """files: name -> path; script: what the unit does, with these files around it."""
        self.boots += 1
        brought = self.folder / 'brought.tar'
        (self.folder / 'boot.sh').write_text(script)
        with tarfile.open(brought, 'w') as tar:
            for name, path in {**files, 'boot.sh': self.folder / 'boot.sh'}.items():
                tar.add(path, arcname=name)
        self.serial = self.folder / f'serial-{self.boots}.log'
        words = [self.machine.binary, '-accel', 'tcg', '-M', 'virt', '-cpu', self.machine.cpu, '-m', self.memory_mib,
                 '-kernel', self.image.kernel, '-initrd', self.image.folder / 'first-stage.cpio',
                 '-append', 'console=ttyAMA0 quiet panic=-1 net.ifnames=0 systemd.show_status=0',
                 '-no-reboot', '-display', 'none', '-nodefaults', '-serial', f'file:{self.serial}',
                 '-netdev', 'user,id=net', '-device', 'virtio-net-device,netdev=net',
                 # The last device becomes the first: vda is the disk, vdb what was brought.
                 '-blockdev', f'driver=file,node-name=brought,filename={brought},read-only=on',
                 '-device', 'virtio-blk-device,drive=brought', *self.disk.options()]
        if clock:
            words += ['-rtc', f'base={clock}']
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                                        stderr=open(self.folder / 'qemu.log', 'ab'))

    def lines(self):
        return self.serial.read_text(errors='replace').splitlines() if self.serial.exists() else []

    def await_line(self, start, seconds=500, count=1):
        """The count-th line that begins so."""
        deadline = time.monotonic() + seconds
        while True:
            found = [line for line in self.lines() if line.startswith(start)]
            if len(found) >= count:
                return found[count - 1]
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f'no line "{start}" on the serial line')
            time.sleep(0.05)

    def cut_power(self, chance=random):
        self.process.kill()
        self.process.wait()
        return self.disk.cut(chance)

    def await_off(self, seconds=120):
        self.process.wait(seconds)
        self.disk.stop()

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
