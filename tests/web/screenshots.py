"""Takes the pictures of the docs from the demo school, served: python -m tests.web.screenshots FOLDER."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page

from hub.app import opened_store
from hub.commands.demo import loaded
from tests.hub.running import running, settings_for
from tests.web.browser import DESKTOP, PHONE, browser, signed_in
from tests.web.test_page import ANA, INES, ROSA

PORT = 8765
HELD = (
    (
        "family",
        "Mia",
        {"type": "text", "text": "Mia has a slight fever. Could somebody pick her up by noon?"},
    ),
    ("day", "Mia", {"type": "note", "text": "Tried peas for the first time, and asked for more."}),
)


async def taken(folder: Path) -> None:
    """Every picture, on a phone and on a desktop."""
    with tempfile.TemporaryDirectory() as records:
        chosen = settings_for(Path(records), ROOMWIRE_DEMO="1")
        store = opened_store(chosen)
        await loaded(store, chosen, with_talk=True)
        await store.stop()
        async with running(Path(records), {"ROOMWIRE_DEMO": "1"}, port=PORT) as hub, browser(whole=True) as opened:
            ines, ana = await hub.somebody("Ines Walker"), await hub.somebody("Ana Reyes")
            await ines.ask("PUT", "/v1/settings/staff-only", {"message": True, "note": True})
            for kind, about, item in HELD:
                await ana.post(await ana.conversation(kind, about), item)
            family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
            for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
                for scheme in ("light", "dark"):
                    end = f"{name}-{scheme}.png"
                    for who, email, views in (
                        ("staff", ANA, {"list": "#/", "family": f"#/c/{family}", "day": f"#/c/{day}"}),
                        ("admin", INES, {"review": "#/review", "settings": "#/settings"}),
                        (
                            "parent",
                            ROSA,
                            {"list": "#/", "family": f"#/c/{family}", "day": f"#/c/{day}", "me": "#/me"},
                        ),
                    ):
                        page = await signed_in(opened, hub.url, email, size, color_scheme=scheme)
                        for view, path in views.items():
                            await _shot(page, f"{hub.url}/{path}", folder / f"{who}-{view}-{end}")
                        await page.context.close()
                context = await opened.new_context(viewport=size)  # type: ignore[arg-type]  # the same at run time
                await _shot(await context.new_page(), hub.url, folder / f"sign-in-{name}.png")

            await _overview(await opened.new_page(viewport={"width": 1_218, "height": 860}), folder)


async def _overview(page: Page, folder: Path) -> None:
    """Three phones side by side, for the README."""
    names = ("staff-family", "admin-review", "parent-day")
    shots = "".join(f'<img src="{(folder / f"{one}-phone-light.png").as_uri()}" alt="">' for one in names)
    style = "body{margin:8px;background:#d9d4c9;display:flex;gap:8px}img{width:390px;border-radius:12px}"
    sheet = folder / "overview.html"
    sheet.write_text(f"<style>{style}</style>{shots}")
    await _shot(page, sheet.as_uri(), folder / "overview.png")
    sheet.unlink()


async def _shot(page: Page, url: str, path: Path) -> None:
    await page.goto(url)
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(400)
    await page.screenshot(path=path)


if __name__ == "__main__":
    asyncio.run(taken(Path(sys.argv[1])))
