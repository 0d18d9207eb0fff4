"""Look what kind of disk a file is on: SQLite's locks do not hold on a disk that is reached over a network."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.cephfs", "fuse.davfs2",
    "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse", "gfs2",
    "glusterfs", "lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb", "smb2", "smb3", "smbfs",
    "vboxsf", "virtiofs",
})  # fmt: skip
"""Types of file system that lie on another machine, or are shared with one."""


def network_disk(path: Path, mounts: Path | None = None) -> str:
    """The type of the network disk that a file is on; "" when it is on none, or nobody can tell."""
    try:
        lines = (mounts or MOUNTS).read_text(errors="replace").splitlines()
    except OSError:
        return ""
    kind = _kind_of(path.resolve(), lines)
    return kind if kind in _NETWORK else ""


def _kind_of(path: Path, lines: Iterable[str]) -> str:
    """The type of the file system mounted nearest above a path; of several on one place the last hides the others."""
    nearest, found = -1, ""
    for line in lines:
        before, separator, after = line.partition(" - ")
        fields, rest = before.split(), after.split()
        if not separator or len(fields) < 5 or not rest:  # noqa: PLR2004 - the fifth is where it is mounted
            continue
        place = Path(_unescaped(fields[4]))
        if path.is_relative_to(place) and len(place.parts) >= nearest:
            nearest, found = len(place.parts), rest[0]
    return found


def _unescaped(text: str) -> str:
    """The kernel writes blanks and the like in octal."""
    for code in ("040", "011", "012", "134"):
        text = text.replace(f"\\{code}", chr(int(code, 8)))
    return text
