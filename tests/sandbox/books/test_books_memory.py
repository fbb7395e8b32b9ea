"""Promise 7: nothing accepted is lost, nothing was sent in secret."""


def row(delivery_id="delivery-1", final=True, **more):
    return {"source": "cin7", "delivery_id": delivery_id, "state": "new", "final": final, **more}


def breaches(day, inbox, effects):
    report = day.books(inbox=inbox, effects=effects)
    assert report.promises["7"] == len(report.breaches["7"])
    return report.breaches["7"]


def test_without_the_ledgers_word_it_is_not_watched(day):
    assert day.books().promises["7"] is None
    assert day.books(inbox=[]).promises["7"] is None
    assert day.books(effects=[]).promises["7"] is None


def test_accepted_and_finished_deliveries_are_kept(day):
    assert breaches(day.news(), [row()], []) == []
    assert breaches(day, [row(None, delivery_key="delivery-1")], []) == []


def test_a_delivery_may_be_named_with_its_topic_or_by_its_bytes(day):
    assert breaches(day.news(), [row(None, delivery_key="stock/delivery-1")], []) == []
    day.news(delivery_id="ab12")
    assert len(breaches(day, [row()], [])) == 1
    assert breaches(day, [row(), row(None, digest="ab12")], []) == []


def test_a_delivery_that_the_inbox_lacks_is_lost(day):
    [told] = breaches(day.at(5).news(), [row("another")], [])
    assert told == "cin7 stock delivery-1, accepted 08:00:05, is not in the inbox"


def test_a_delivery_that_never_ended_is_lost(day):
    [told] = breaches(day.news(), [row(final=False)], [])
    assert told.endswith("is still new")


def test_a_delivery_we_refused_is_the_vendors_to_repeat(day):
    assert breaches(day.news(status=503).news(status=0).news(status=401), [], []) == []


def test_a_delivery_brought_twice_counts_once(day):
    assert len(breaches(day.news().news(), [], [])) == 1
    assert breaches(day, [row()], []) == []


def test_of_two_rows_for_one_delivery_both_must_have_ended(day):
    assert len(breaches(day.news(), [row(final=False), row()], [])) == 1
    assert len(breaches(day, [row(), row(final=False)], [])) == 1


def test_changes_that_an_effect_stands_for_are_known(day):
    day.called("cin7", "sale", changed=True, ref="ABC").called("cin7", "x", changed=True, ref="k")
    day.called("shopify:uk", "inventorySetQuantities", changed=True, ref="uuid-1")
    effects = [
        {"kind": "sale", "key": "other", "vendor_id": "abc"},
        {"kind": "count", "key": "K"},
        {"kind": "count", "key": "batch", "token": "UUID-1"},
    ]
    assert breaches(day, [], effects) == []


def test_a_change_without_an_effect_is_named_even_if_its_answer_was_lost(day):
    day.called("cin7", "sale", changed=True, ref="abc", outcome="lost-after")
    day.called("cin7", "void", changed=True)
    told = breaches(day, [], [{"key": "abcd", "vendor_id": None}])
    assert len(told) == 2
    assert "cin7 sale at 08:00:00 changed something (abc)" in told[0]
    assert "no reference" in told[1]


def test_calls_that_changed_nothing_need_no_effect(day):
    day.called("cin7", "sale", ref="abc", outcome="503").called("cin7", "sale", write=False)
    day.called("cin7", "token", write=False, changed=True)
    assert breaches(day, [], []) == []
