"""What an address answers to a method that it does not take, and to OPTIONS."""

from collections import defaultdict

import pytest

from hub.app import PAGES, ROUTES
from tests.hub.running import Running

pytestmark = pytest.mark.only("sqlite")


def there() -> dict[str, set[str]]:
    """The methods of each address, as routes and pages name them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for route in ROUTES:
        found[route.path].add(route.method)
    for path, _, _, methods in PAGES:
        found[path] |= set(methods)
    return {path: its | ({"HEAD"} & {"HEAD" if "GET" in its else ""}) | {"OPTIONS"} for path, its in found.items()}


async def test_options_gives_the_methods_that_an_address_has_and_no_other(maple: Running) -> None:
    wrong = {}
    for path, methods in there().items():
        concrete = path.replace("{path:path}", "anything").replace("{", "").replace("}", "")
        async with maple.http.options(maple.url + concrete) as answer:
            allowed = set(answer.headers.get("allow", "").split(", "))
            if (answer.status, allowed, await answer.read()) != (204, methods, b""):
                wrong[path] = (answer.status, allowed)
    assert wrong == {}
    assert len(there()) > 80


@pytest.mark.parametrize(
    ("method", "path", "takes"),
    [
        ("DELETE", "/v1/me", {"GET", "PATCH"}),
        ("PUT", "/healthz", {"GET"}),
        ("TRACE", "/v1/sync", {"POST"}),
        ("POST", "/nothing", {"GET"}),
    ],
)
async def test_another_method_is_refused_in_words_that_name_those_that_there_are(
    maple: Running, method: str, path: str, takes: set[str]
) -> None:
    async with maple.http.request(method, maple.url + path) as answer:
        body = await answer.json(content_type="application/problem+json")
        allowed = set(answer.headers["allow"].split(", "))

    assert answer.status == body["status"] == 405
    assert allowed - {"HEAD", "OPTIONS"} == takes
    assert all(one in body["detail"] for one in takes)
