"""This file tells the methods of an address apart: a wrong one is answered in words, OPTIONS with all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.api.route import problem
from hub.errors import Invalid
from policies.sentence import Listed, say

Answers = Callable[[Request], Awaitable[Response]]


def address(path: str, by_method: Mapping[str, Answers]) -> Route:
    """
    An address, and who answers each method there; HEAD is answered as GET is.

    OPTIONS gives the methods that there are (RFC 9110, 9.3.7), and any other is 405 with the same list.
    """
    allowed = [*by_method, *(["HEAD"] if "GET" in by_method else []), "OPTIONS"]

    async def entry(request: Request) -> Response:
        found = by_method.get("GET" if request.method == "HEAD" else request.method)
        if found is not None:
            return await found(request)
        if request.method == "OPTIONS":
            response = Response(status_code=204)
        else:
            response = problem(Invalid(say("This address takes {names}.", names=Listed(by_method))), 405)
        response.headers["allow"] = ", ".join(allowed)
        return response

    its = Route(path, entry)
    its.methods = None  # every one comes here, also those that Starlette would refuse by itself
    return its
