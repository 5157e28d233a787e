"""A disk of our own: ext4 with 4 KiB blocks in a file on a loop device. Needs root."""

import ctypes
import fcntl
import os
import pathlib
import struct
import subprocess
import tempfile

EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2
CLONE_NEWNS = 0x00020000
SECTOR = 512


class NoDisk(Exception):
    """No loop device with ext4 here."""


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def leave_mounts_to_us():
    """Another process that begins a mount namespace of its own takes a copy of every mount that it sees, and
    a file system whose power we cut would live on in it, cut off, into our next mount."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), 'no mount namespace of our own')
    run('mount', '--make-rprivate', '/')


class FlashDisk:
    def __init__(self, mebibytes=64):
        self.keep = tempfile.TemporaryDirectory(prefix='roadworthy-flash.')
        self.image, self.mount_point = f'{self.keep.name}/flash.img', pathlib.Path(self.keep.name) / 'flash'
        self.mount_point.mkdir()
        pathlib.Path(self.image).write_bytes(b'')
        os.truncate(self.image, mebibytes << 20)
        try:
            leave_mounts_to_us()
            # Nothing is left to be initialised in the background, which would count as writing.
            run('mkfs.ext4', '-q', '-b', '4096', '-E', 'lazy_itable_init=0,lazy_journal_init=0', self.image)
            self.mount()
            self.unmount()
        except (OSError, subprocess.CalledProcessError) as error:
            self.keep.cleanup()
            raise NoDisk(f'no loop device with ext4 here ({error})') from error

    def mount(self):
        run('mount', '-o', 'loop', self.image, self.mount_point)

    def unmount(self):
        run('umount', self.mount_point)

    def cut_power(self):
        """What the kernel has not written yet is gone, the journal's part of it too."""
        folder = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack('I', NO_LOG_FLUSH))
        finally:
            os.close(folder)

    def bytes_written(self):
        """Of the device, since it was attached: data, journal and inodes."""
        run('sync', '-f', self.mount_point)
        device = pathlib.Path(run('findmnt', '-n', '-o', 'SOURCE', self.mount_point).strip()).name
        return int(pathlib.Path(f'/sys/block/{device}/stat').read_text().split()[6]) * SECTOR

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(['umount', self.mount_point], capture_output=True, check=False)
        self.keep.cleanup()
