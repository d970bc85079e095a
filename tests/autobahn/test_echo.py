"""What the suite talks to answers as it expects: our socket, as `serve` sets it up, says back what it hears."""

import websockets

from tests.autobahn.echo import LARGEST, our_config, ours


async def test_our_socket_says_back_texts_octets_and_messages_in_parts() -> None:
    async with (
        ours(our_config()) as port,
        websockets.connect(f"ws://127.0.0.1:{port}", compression=None, max_size=LARGEST) as ws,
    ):
        said = ["Hello", "Grüße, 你好", b"\x00\xff", "x" * 70_000, b"y" * 300]
        heard = []
        for one in said:
            await ws.send(one)
            heard.append(await ws.recv())
        await ws.send(["in ", "three ", "parts"])
        heard.append(await ws.recv())
        await (await ws.ping())

    assert heard == [*said, "in three parts"]
    assert ws.close_code == 1000
