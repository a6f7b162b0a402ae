"""Why the system refused a file, in words for users (文件打不开、写不进的原因)."""

from __future__ import annotations

import errno

_WHY = {
    errno.ENOENT: "没有这个文件夹或文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个位置只能读",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘额度用完了",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "别的程序正在用它",
}


def why_refused(error: OSError) -> str:
    """The reason in plain Chinese; the system's own words for a rare one, the error's name when it has none."""
    return _WHY.get(error.errno or 0) or error.strerror or type(error).__name__
