"""Kinds of file systems."""

from pathlib import Path

import pytest

from core.store.file_systems import file_system, is_shared

_MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:30 / /mnt/nas rw,relatime shared:9 master:2 - nfs4 nas:/export rw,vers=4.2
31 30 0:31 / /mnt/nas/local rw - xfs /dev/sdb1 rw
32 22 0:32 / /mnt/a\\040bucket rw - fuse.s3fs s3fs rw
33 22 0:33 / /mnt/hidden rw - ext4 /dev/sdc1 rw
34 22 0:34 / /mnt/hidden rw - 9p host rw
35 22 0:35 / /mnt/usb rw - fuseblk /dev/sdd1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "shared"),
    [
        ("/srv/data", "ext4", False),
        ("/mnt/nas/data", "nfs4", True),
        ("/mnt/nasty", "ext4", False),
        ("/mnt/nas/local/data", "xfs", False),
        ("/mnt/a bucket/data", "fuse.s3fs", True),
        ("/mnt/hidden", "9p", True),
        ("/mnt/usb", "fuseblk", False),
    ],
)
def test_the_mount_that_holds_a_folder_tells_its_kind(path: str, kind: str, shared: bool) -> None:
    assert file_system(Path(path), _MOUNTS) == kind
    assert is_shared(kind) == shared


def test_the_folder_of_a_test_is_on_some_file_system(tmp_path: Path) -> None:
    mounts = Path("/proc/self/mountinfo")
    assert bool(file_system(tmp_path)) == mounts.exists()
