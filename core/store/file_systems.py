"""The kinds of file systems that a data folder may be on."""

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_SHARED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "fuse", "virtiofs", "fakeowner", "vboxsf"}
)


def file_system(path: Path, mounts: str | None = None) -> str:
    """Returns the kind of file system of a path, such as `ext4` or `fuse.s3fs`; "" if the system does not tell.

    `mounts` is the content of `/proc/self/mountinfo` (https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html).
    """
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    found, longest = "", -1
    resolved = path.resolve()
    for line in mounts.splitlines():
        mount, _, origin = line.partition(" - ")
        point = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), mount.split(" ")[4]))
        # A later mount hides an earlier one at the same place.
        if resolved.is_relative_to(point) and len(point.parts) >= longest:
            found, longest = origin.split(" ")[0], len(point.parts)
    return found


def is_shared(kind: str) -> bool:
    """True for file systems of networks, buckets and host machines, which neither lock parts of files reliably nor
    share memory between processes (https://sqlite.org/wal.html, https://sqlite.org/faq.html#q5)."""
    return kind in _SHARED or kind.startswith("fuse.")
