"""Promise 6: each trouble is said once, closes itself, and words never delay work."""

from tests.mutations.guard import Guard

EXCEPTIONS = "tests/ledger/test_ledger_exceptions.py::"
TELLING = "tests/flows/test_flows_telling.py::"

GUARDS = (
    Guard(
        "a trouble met again is the same episode",
        "ledger/exceptions.py",
        "(was_open, col(ExceptionRow.episode)),",
        "(was_open, col(ExceptionRow.episode) + 1),",
        (f"{EXCEPTIONS}test_a_trouble_met_again_counts_and_stays_one",),
    ),
    Guard(
        "a trouble met again keeps its message in Slack",
        "ledger/exceptions.py",
        '"told_in": case((was_open, col(ExceptionRow.told_in)), else_=None),',
        '"told_in": None,',
        (f"{TELLING}test_being_met_again_changes_a_message_only_now_and_then",),
    ),
    Guard(
        "a read that failed is said no more once a run gets through",
        "tasks/exceptions.py",
        'gone(Trouble.READ_FAILED, f"{flow}/{system}", "a run got through")',
        "continue",
        (
            "tests/flows/test_flows_sync_stock.py::"
            "test_a_half_read_shelf_changes_nothing_and_is_said_once",
            "tests/flows/test_flows_review_news.py::"
            "test_a_shop_that_could_not_be_read_is_said_and_unsaid",
        ),
    ),
    Guard(
        "what a run has met itself is not closed at its end",
        "tasks/exceptions.py",
        "before = began - timedelta(microseconds=1)",
        "before = outside().now()",
        (
            "tests/flows/test_flows_review_stock.py::"
            "test_an_item_that_shopify_will_not_stock_is_not_asked_for_at_every_run",
        ),
    ),
    Guard(
        "the same words are not said twice",
        "ledger/outbox.py",
        "        where=col(OutboxMessage.text) != text,\n",
        "",
        ("tests/ledger/test_ledger_outbox_and_cursors.py::test_a_message_put_twice_is_said_once",),
    ),
    Guard(
        "new conditions of a class at once share a message",
        "domain/telling.py",
        "if len(told) > burst:",
        "if len(told) < 0:",
        (f"{TELLING}test_a_burst_of_forty_held_orders_makes_one_message_that_shrinks",),
    ),
    Guard(
        "a message of ours is looked for before it is posted again",
        "tasks/saying.py",
        'if _marked(one, "post") == said["post"]]',
        "if one.ts is None]",
        (f"{TELLING}test_the_sweep_settles_words_in_doubt_without_starting_itself",),
    ),
    Guard(
        "words that can not be said delay no work",
        "tasks/telling.py",
        "    except Exception:\n        log.exception",
        "    except KeyboardInterrupt:\n        log.exception",
        (
            "tests/flows/test_flows_guards_telling.py::"
            "test_whatever_goes_wrong_with_words_the_run_does_its_work_and_says_it_later",
        ),
    ),
    Guard(
        "a Slack that is down is not asked for every message",
        "tasks/telling.py",
        "if troubles >= MOST_TROUBLES:",
        "if troubles < 0:",
        (
            "tests/flows/test_flows_guards_telling.py::"
            "test_a_slack_that_is_down_is_not_asked_for_every_message",
        ),
    ),
)
