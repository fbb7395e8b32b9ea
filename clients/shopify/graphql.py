"""Sends one GraphQL document to one shop and names what went wrong.

token -> road (pace, throttling, transport) -> top-level errors -> data
"""

import logging

import httpx

from clients.http import Ask, Road, request_id
from clients.pace import Lane
from clients.shopify.answers import Answer, Json
from clients.shopify.documents import LearnedCosts, document
from clients.shopify.errors import FilterIgnored, TokenRefused
from clients.shopify.throttling import read_cost
from clients.shopify.tokens import TokenSource
from clients.shopify.top_level import search_warnings, top_level_error

log = logging.getLogger(__name__)


class GraphQL:
    """The Admin GraphQL endpoint of one shop.

    Args:
        road: The shared road, with this shop's pace.
        base_url: Of the shop, such as ``https://uk.myshopify.com``.
        token: Where the access token comes from.
        api_version: The version asked for; another one in an answer is logged once.
        costs: What each operation is expected to cost, in points.
    """

    def __init__(
        self,
        road: Road,
        *,
        base_url: str,
        token: TokenSource,
        api_version: str,
        costs: LearnedCosts,
    ) -> None:
        self._road = road
        self._url = f"{base_url.rstrip('/')}/admin/api/{api_version}/graphql.json"
        self._token = token
        self._version = api_version
        self._version_told = False
        self._costs = costs

    async def run(self, operation: str, variables: Json, *, lane: Lane) -> Answer:
        """Send a document of ours and return its data.

        A token that Shopify does not know is renewed once and the call sent again: a 401 proves
        that nothing happened.

        Raises:
            Throttled: The bucket is empty for longer than a client may wait. Nothing happened.
            Unreachable: A read got no answer, a 5xx or ``INTERNAL_SERVER_ERROR``.
            OutcomeUnknown: The same on a write, or an answer that can't be read.
            Denied: The token or a scope; the message says which.
            Rejected: Shopify refused the document, its cost or a filter, or the whole shop.
            Malformed: The answer to a read can't be what Shopify meant.
        """
        token = await self._token.token()
        ask = self._ask(operation, variables, lane, token)
        try:
            answer = await self._road.send(ask)
        except TokenRefused as refused:
            if not await self._token.renew(token):
                raise TokenRefused(
                    "the access token is not known (any more): enter a new one, or install the"
                    " app again",
                    system="shopify",
                    operation=operation,
                    request_id=refused.request_id,
                ) from refused
            ask = self._ask(operation, variables, lane, await self._token.token())
            answer = await self._road.send(ask)
        return self._read(ask, answer)

    def _ask(self, operation: str, variables: Json, lane: Lane, token: str) -> Ask:
        sent = document(operation)
        return Ask(
            operation=operation,
            method="POST",
            url=self._url,
            write=sent.write,
            lane=lane,
            cost=self._costs.expect(operation),
            json={"query": sent.text, "variables": variables, "operationName": operation},
            headers={"X-Shopify-Access-Token": token, "Accept": "application/json"},
        )

    def _read(self, ask: Ask, answer: httpx.Response) -> Answer:
        self._compare_versions(answer)
        said = self._road.json(ask, answer)
        self._note_cost(ask, said)
        whole = Answer({}, ask.operation, ask.write, request_id(answer))
        if not isinstance(said, dict):
            raise whole.odd("the answer is no object")
        errors = said.get("errors")
        if errors:
            raise top_level_error(errors, said, whole)
        data = said.get("data")
        if not isinstance(data, dict):
            raise whole.odd("neither data nor errors")
        ignored = search_warnings(said)
        if ignored:
            raise FilterIgnored(
                f"a search filter was ignored: {ignored}",
                system="shopify",
                operation=ask.operation,
                request_id=whole.request_id,
            )
        return Answer(data, ask.operation, ask.write, whole.request_id)

    def _note_cost(self, ask: Ask, said: object) -> None:
        cost = read_cost(said)
        if cost is None:
            return
        if cost.requested is not None:
            self._costs.learn(ask.operation, cost.requested)
        if cost.status is not None:
            self._road.pace.told(
                available=cost.status.available,
                maximum=cost.status.maximum,
                restore_per_second=cost.status.restore_per_second,
            )

    def _compare_versions(self, answer: httpx.Response) -> None:
        served = answer.headers.get("x-shopify-api-version")
        if served and served != self._version and not self._version_told:
            self._version_told = True
            log.warning(
                "Shopify served API version %s where %s was asked for: it has been retired",
                served,
                self._version,
            )
