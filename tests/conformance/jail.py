"""
Debian's mail servers, unpacked into a folder and run from there as if it were the machine's root.

Their packages exclude each other and want users of their own; so nothing is installed, no user is made, and
whatever they write stays in that folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

STORE = Path(__file__).parent / ".servers"
"""Packages that were fetched once."""

LIBRARIES = [
    "libdb5.3", "libgnutls-dane0", "libgnutls30", "libidn12", "libidn2-0", "libnsl2", "libpcre2-8-0", "libcrypt1",
    "libunbound8", "libtirpc3", "libpam0g", "libevent-2.1-7", "libssl3", "zlib1g", "libaudit1", "libcap-ng0",
    "libhogweed6", "libnettle8", "libgmp10", "libp11-kit0", "libunistring2", "libffi8", "libtasn1-6",
    "libgssapi-krb5-2", "libkrb5-3", "libk5crypto3", "libkrb5support0", "libkeyutils1", "libcom-err2",
]  # fmt: skip
"""What the servers may need that a machine may not have."""

STARTS_S = 20.0


def unpacked(package: str, program: str, root: Path, users: dict[str, int]) -> Path:
    """A package with all that its program needs, below root, and these users, by name with their number."""
    assert os.geteuid() == 0, "A program is shut into a folder by root alone."
    _unpack(package, root)
    libraries = _needed(root, root / program)
    if None in libraries.values():
        for one in LIBRARIES:
            with contextlib.suppress(subprocess.CalledProcessError):  # of another Debian, and perhaps not needed
                _unpack(one, root)
        libraries = _needed(root, root / program)
    assert None not in libraries.values(), f"{package} needs {sorted(k for k, v in libraries.items() if v is None)}"
    for path in {one for one in libraries.values() if one}:
        if not path.is_relative_to(root):
            (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, root / path.relative_to("/"))
    for folder in ("etc", "tmp", "dev", "var/run", "var/spool", "var/tmp", "root"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name in ("null", "urandom", "random"):
        with contextlib.suppress(FileExistsError):
            os.mknod(root / "dev" / name, 0o020666, Path(f"/dev/{name}").stat().st_rdev)
            (root / "dev" / name).chmod(0o666)
    people = {"root": 0, "nobody": 65534, **users}
    (root / "etc/passwd").write_text("".join(f"{name}:x:{n}:{n}::/:/bin/false\n" for name, n in people.items()))
    (root / "etc/group").write_text("".join(f"{name}:x:{n}:\n" for name, n in people.items()))
    (root / "etc/hosts").write_text("127.0.0.1 localhost mail.maplestreet.example\n")
    (root / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files\n")
    (root / "etc/resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    return root


def _unpack(package: str, root: Path) -> None:
    STORE.mkdir(exist_ok=True)
    if not list(STORE.glob(f"{package}_*.deb")):
        _apt("download", package)
    subprocess.run(["dpkg", "-x", str(next(STORE.glob(f"{package}_*.deb"))), str(root)], check=True)


def _apt(*words: str) -> None:
    try:
        subprocess.run(["apt-get", "-qq", *words], cwd=STORE, check=True, capture_output=True)
    except subprocess.CalledProcessError:
        subprocess.run(["apt-get", "-qq", "update"], check=True, capture_output=True)
        subprocess.run(["apt-get", "-qq", *words], cwd=STORE, check=True, capture_output=True)


def _needed(root: Path, program: Path) -> dict[str, Path | None]:
    """The libraries of a program, by name, and where each was found."""
    own = sorted({str(one.parent) for one in root.rglob("*.so*")})
    env = {"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": ":".join(own)}
    said = subprocess.run(["ldd", str(program)], env=env, capture_output=True, text=True, check=True).stdout
    found: dict[str, Path | None] = {}
    for line in said.splitlines():
        name, _, path = line.strip().partition(" => ")
        if "=>" in line:
            found[name] = None if "not found" in path else Path(path.partition(" (")[0])
        elif match := re.match(r"(/\S+) \(", line.strip()):
            found[match.group(1)] = Path(match.group(1))
    return found


@contextlib.contextmanager
def shut_in(root: Path, words: list[str], port: int) -> Iterator[None]:
    """A program that stays in the foreground and listens at port, with root as its whole world."""
    log = (root / "log").open("wb")
    libraries = ":".join(sorted({f"/{one.parent.relative_to(root)}" for one in root.rglob("*.so*")}))
    process = subprocess.Popen(
        ["chroot", str(root), *words], env={"PATH": "/usr/sbin:/usr/bin", "LD_LIBRARY_PATH": libraries},
        stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(process, root, port)
        yield
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait(process: subprocess.Popen[bytes], root: Path, port: int) -> None:
    until = time.monotonic() + STARTS_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as one:
                if one.recv(3) == b"220":
                    return
        except OSError:
            pass
        alive = process.poll() is None and time.monotonic() < until
        assert alive, (root / "log").read_text("utf-8", "replace")
        time.sleep(0.05)
