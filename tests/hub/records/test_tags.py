"""Who is on a photo: told to whoever sees those children, on every way by which the photo is told."""

from tests.hub.records.test_files import brought, cast, mia, sending
from tests.hub.running import Device, Running, Somebody


async def test_on_a_photo_for_many_each_parent_is_told_of_their_own_child_and_of_no_other(maple: Running) -> None:
    ana, rosa, ines = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Ines Walker")
    nora = await maple.somebody("Nora Lind", "guardian")
    room = next(one["id"] for one in await ana.conversations() if one["kind"] == "room")
    own = await mia(rosa)
    other = next(one["student"] for one in await nora.conversations() if one["student_name"] == "Emil Lind")
    begun = (await rosa.ask("POST", "/v1/sync", {}))[1]["seq"]

    async with rosa.device() as hers, nora.device() as noras, ana.device() as anas:
        posted = await ana.post(room, sending(await brought(ana), text="Together", tagged=[own, other]))
        assert (await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"}))[0] == 200
        live = {
            name: await _tagged(device, room) for name, device in (("rosa", hers), ("nora", noras), ("ana", anas))
        }
    assert live == {"rosa": [own], "nora": [other], "ana": [own, other]}

    for one, told in ((rosa, [own]), (nora, [other]), (ana, [own, other])):
        assert (await one.messages(room))[0]["item"]["tagged"] == told
        assert await _polled(one, room, begun) == told
        async with one.device(since=begun) as later:
            assert await _tagged(later, room) == told


async def _tagged(device: Device, room: str) -> list[str]:
    while True:
        event = await device.until("event")
        if event.get("conversation") == room and event.get("item", {}).get("type") == "files" and event.get("n"):
            return list(event["item"]["tagged"])


async def _polled(one: Somebody, room: str, since: int) -> list[str]:
    events = (await one.ask("POST", "/v1/sync", {"since": since}))[1]["events"]
    (told,) = [its for its in events if its.get("conversation") == room and its.get("n")]
    return list(told["item"]["tagged"])
