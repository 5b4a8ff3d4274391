"""What is sent here comes as a whole or not at all, and no lost line is waited on for ever.

A phone that loses its signal in the middle of a word says nothing more, not even that it has gone;
and where a line ends properly, the server hands on what came until then as if it were everything.
"""

import os
import socket
import stat
import sys
from collections.abc import Iterable
from typing import Any

from rantai.portal.gate import Application, Environ, Respond

SILENT_SECONDS, ASKED_EVERY, ASKED_TIMES = 20, 5, 4
"""After so long without a word the other side is asked whether it is there, by the system itself:
a phone that is slow answers, one that is gone does not, and its place is free."""


class CutOff(OSError):
    """The line ended before all had come that was announced."""


class WholeBodies:
    """Stands before whatever reads; half a form is a broken line to it, and no shorter form."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._watches = False

    def __call__(self, environ: Environ, respond: Respond) -> Iterable[bytes]:
        if not self._watches:
            # Not before: the server begins to listen when all is read in.
            self._watches = True
            notice_lost_lines()
        if length := int(environ.get("CONTENT_LENGTH") or 0):
            environ["wsgi.input"] = _Whole(environ["wsgi.input"], length)
        return self._application(environ, respond)


class _Whole:
    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted:
            part = self._came(self._stream.read(wanted))
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        if not self._left or not size:
            return b""
        return self._came(self._stream.readline(self._left if size < 0 else size))

    def _came(self, part: bytes) -> bytes:
        if not part:
            raise CutOff
        self._left -= len(part)
        return part


def notice_lost_lines() -> None:
    """Let the system ask after silent lines: of every connection that this process will accept."""
    if sys.platform != "linux":
        return
    for name in os.listdir("/proc/self/fd"):
        try:
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            listener = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue  # closed meanwhile
        with listener:
            if listener.family in (socket.AF_INET, socket.AF_INET6) and listener.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                # Whatever it accepts inherits these.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, SILENT_SECONDS)
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, ASKED_EVERY)
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, ASKED_TIMES)
