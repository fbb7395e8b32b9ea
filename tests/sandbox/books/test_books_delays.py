"""How long the truth took, and how much of that was the vendors' own."""

UK, EU = "uk.myshopify.example", "eu.myshopify.example"


def delay(day, name="order_to_other_stores", **claims):
    return day.books(**claims).counts["delays"][name]


def test_a_sale_is_timed_until_the_other_shop_shows_no_more_than_there_is(day):
    day.at(100).order(2, 1).at(103).news(source=f"shopify:{UK}")
    day.at(110).read(EU).at(112).write(8, began=110, shop=EU)
    assert delay(day) == {
        "number": 1,
        "measured": 1,
        "p50_seconds": 12.0,
        "p95_seconds": 12.0,
        "max_seconds": 12.0,
        "vendors_part": {
            "measured": 1,
            "p50_seconds": 3.0,
            "p95_seconds": 3.0,
            "max_seconds": 3.0,
        },
    }


def test_a_count_from_a_read_before_the_sale_that_is_still_too_high_ends_nothing(day):
    day.at(90).read(EU).at(100).order(2, 1).at(105).write(9, began=90, shop=EU)
    day.at(120).write(8, began=110, shop=EU)
    assert delay(day)["p50_seconds"] == 20.0


def test_a_later_sale_does_not_lengthen_the_one_before(day):
    day.at(100).order(2, 1).at(110).read(EU).at(111).order(1, 2)
    day.at(112).write(8, began=110, shop=EU).at(120).read(EU).at(131).write(7, began=120, shop=EU)
    assert delay(day)["measured"] == 2
    assert (delay(day)["p50_seconds"], delay(day)["max_seconds"]) == (12.0, 20.0)


def test_a_sale_that_the_other_shop_never_followed_is_counted_and_not_measured(day):
    day.at(100).order(2, 1).at(500).news("CUP")
    assert (delay(day)["number"], delay(day)["measured"]) == (1, 0)
    assert delay(day)["vendors_part"]["measured"] == 0


def test_news_of_another_shop_or_product_is_no_news_of_the_sale(day):
    day.at(100).order(2, 1).at(101).news(source=f"shopify:{EU}")
    day.at(102).news("CUP", source=f"shopify:{UK}").at(104).news(source=f"shopify:{UK}", status=500)
    day.at(109).news(source=f"shopify:{UK}")
    assert delay(day)["vendors_part"]["p50_seconds"] == 9.0


def test_a_shop_that_shows_less_than_there_is_need_not_move(day):
    day.shown(5, EU).at(100).order(2, 1)
    assert delay(day)["number"] == 0


def test_a_receipt_is_timed_with_the_news_of_it(day):
    day.at(100).receipt(5).at(101).news()
    for shop in (UK, EU):
        day.at(120).read(shop).at(130).write(15, began=120, shop=shop)
    received = delay(day.at(2000).news("CUP"), "receipt_to_storefronts")
    assert (received["measured"], received["p50_seconds"]) == (1, 30.0)
    assert received["vendors_part"]["p50_seconds"] == 1.0
