"""What a shop shows: counts of its inventory items, at every location."""

from collections.abc import Sequence

from clients.pace import Lane
from clients.shopify.answers import Answer, Json, chunks
from clients.shopify.models import CountsPage, ItemCounts
from clients.shopify.subject import MOST_ROWS, Nested, Subject, gid, page_size

LEVELS = Nested(key="inventoryLevels", operation="ItemLevels", root="inventoryItem")


class Found(list[ItemCounts]):
    """The items that exist, in the order asked for; ``missing`` names those that are gone."""

    def __init__(self, items: Sequence[ItemCounts] = (), missing: Sequence[str] = ()) -> None:
        super().__init__(items)
        self.missing = tuple(missing)


class CountsReads(Subject):
    """Reads of counts: available, on hand and committed of one item at one moment."""

    async def counts_page(
        self, after: str | None = None, first: int = MOST_ROWS, *, lane: Lane = Lane.STOCK
    ) -> CountsPage:
        """Read one page of all items with all their levels.

        The three counts of a level are of one moment; two pages are not. Levels where the item is
        not active come too, so that "not stocked" can be told from "nothing left".

        Args:
            after: The cursor of the page before; None for the first page.
            first: 1 to 250 items.
            lane: Who pays the points.

        Raises:
            Malformed: The page can't be what Shopify meant, or its cursor stands still.
            Unreachable: No answer; the same page may be asked for again.

        Source: ``inventoryItems``, Admin GraphQL 2026-10.
        """
        answer = await self._graphql.run(
            "CountsPage", {"first": page_size(first, MOST_ROWS), "after": after}, lane=lane
        )
        page = answer.page(answer.data, "inventoryItems", after=after)
        items = [await self._item(answer, row, lane) for row in page.nodes]
        return CountsPage(items=items, next=page.next)

    async def counts_of(self, item_ids: Sequence[str], *, lane: Lane = Lane.STOCK) -> Found:
        """Read the counts of these items, in this order, 250 a call.

        Shopify answers null for an item that has been deleted: it is left out and named in
        ``missing``. An id given twice is read once.

        Args:
            item_ids: Gids of inventory items, any number.
            lane: Who pays the points.

        Raises:
            Malformed: The answer is not about the items that were asked for.
            Unreachable: No answer.
            ValueError: An id of something else.

        Source: ``nodes(ids:)``, Admin GraphQL 2026-10.
        """
        found: list[ItemCounts] = []
        missing: list[str] = []
        wanted = list(dict.fromkeys(gid("InventoryItem", each) for each in item_ids))
        for ids in chunks(wanted, MOST_ROWS):
            answer = await self._graphql.run("CountsOf", {"ids": ids}, lane=lane)
            rows = answer.data.get("nodes")
            if not isinstance(rows, list) or len(rows) != len(ids):
                raise answer.odd("nodes: not as many as were asked for")
            for item_id, row in zip(ids, rows, strict=True):
                if row is None:
                    missing.append(item_id)
                elif not isinstance(row, dict) or row.get("id") != item_id:
                    raise answer.odd("nodes: not in the order they were asked for")
                else:
                    found.append(await self._item(answer, row, lane))
        return Found(found, missing)

    async def items_by_sku(self, sku: str, *, lane: Lane = Lane.STOCK) -> list[ItemCounts]:
        """Find the items that bear exactly this SKU, character for character; there may be several.

        Shopify's search matches loosely, and its index lags behind writes by seconds.

        Raises:
            FilterIgnored: Shopify did not understand the filter, so its answer is thrown away.
            Malformed: A page can't be what Shopify meant.
            Unreachable: No answer.
            ValueError: The SKU is empty.

        Source: ``inventoryItems(query:)``, Admin GraphQL 2026-10.
        """
        if not sku:
            raise ValueError("an empty SKU names no item")
        quoted = sku.replace("\\", "\\\\").replace('"', '\\"')
        variables: Json = {"first": 50, "query": f'sku:"{quoted}"'}
        answer, rows = await self._all("CountsPage", variables, "inventoryItems", lane)
        exact = [row for row in rows if row.get("sku") == sku]
        return [await self._item(answer, row, lane) for row in exact]

    async def _item(self, answer: Answer, said: Json, lane: Lane) -> ItemCounts:
        levels = await self._nested(answer, said, LEVELS, lane)
        return answer.parse(ItemCounts, {**said, "inventoryLevels": {"nodes": levels}})
