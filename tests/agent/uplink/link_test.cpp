#include "agent/uplink/link.hpp"

#include <catch2/catch.hpp>

#include "common/report.hpp"
#include "tests/agent/uplink/scripted_link.hpp"

using namespace roadworthy;
using namespace roadworthy::uplink;

TEST_CASE("nothing goes up before there is a connection, everything then, events first", "[link]") {
    Unit unit;
    unit.store_meters(3);
    unit.store_faults(2);
    CHECK(unit.goes_up().empty());
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-2 m1-3");
    CHECK(unit.goes_up().empty());
    unit.store_faults(1);
    CHECK(unit.goes_up() == "e3-3");
}

TEST_CASE("what could not be handed to the broker is given again", "[link]") {
    Unit unit;
    unit.store_faults(2);
    unit.link->connected();
    const auto* first = unit.link->next(unit.now);
    REQUIRE(first != nullptr);
    const auto payload = first->payload;
    const auto* again = unit.link->next(unit.now);
    REQUIRE(again != nullptr);
    CHECK(again->payload == payload);
    CHECK(unit.link->counters().batches_sent == 0);
}

TEST_CASE("a batch holds at most what the wire allows", "[link]") {
    Unit unit;
    unit.store_faults(1200);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-512 e513-1024 e1025-1200");
}

TEST_CASE("no more goes up than may stand unanswered, and the rest after an answer", "[link]") {
    Unit unit({.most_unanswered = 600});
    unit.store_faults(2000);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-512 e513-1024");
    unit.committed(Stream::events, 512);
    CHECK(unit.goes_up() == "e1025-1536");
}

TEST_CASE("a few meters wait for others, but not for long", "[link]") {
    Unit unit({.meters_gathered = 20, .meters_wait = 20min});
    unit.link->connected();
    CHECK(unit.goes_up().empty());
    unit.store_meters(19);
    CHECK(unit.goes_up().empty());
    SECTION("until there are enough") {
        unit.store_meters(1);
        CHECK(unit.goes_up() == "m1-20");
    }
    SECTION("until they have waited long enough") {
        unit.now += 20min - 1s;
        CHECK(unit.goes_up().empty());
        unit.now += 1s;
        CHECK(unit.goes_up() == "m1-19");
    }
    SECTION("until somebody is in a hurry, and then others wait again") {
        unit.link->hurry();
        CHECK(unit.goes_up() == "m1-19");
        unit.store_meters(1);
        CHECK(unit.goes_up().empty());
    }
}

TEST_CASE("an event waits a few seconds for others: a fault goes with its snapshot", "[link]") {
    Unit unit({.events_wait = 6s});
    unit.link->connected();
    unit.store_faults(1);
    CHECK(unit.goes_up().empty());
    unit.now += 5s;
    unit.store_faults(1);
    CHECK(unit.goes_up().empty());
    SECTION("and no longer, though others came") {
        unit.now += 1s;
        CHECK(unit.goes_up() == "e1-2");
    }
    SECTION("unless somebody is in a hurry") {
        unit.link->hurry();
        CHECK(unit.goes_up() == "e1-2");
    }
    SECTION("unless they fill a batch") {
        unit.store_faults(510);
        CHECK(unit.goes_up() == "e1-512");
    }
}

TEST_CASE("after a reconnect it goes on from the watermark", "[link]") {
    Unit unit;
    unit.store_faults(10);
    unit.link->connected();
    unit.goes_up();
    unit.committed(Stream::events, 4);
    unit.link->disconnected();
    CHECK(unit.goes_up().empty());
    unit.link->connected();
    CHECK(unit.goes_up() == "e5-10");
}

TEST_CASE("everything is drained once the backend has committed it, not before", "[link]") {
    Unit unit;
    CHECK(unit.link->is_drained());
    unit.store_faults(2);
    unit.store_meters(1);
    unit.link->connected();
    unit.goes_up();
    CHECK_FALSE(unit.link->is_drained());
    unit.committed(Stream::events, 2);
    CHECK_FALSE(unit.link->is_drained());
    unit.committed(Stream::meters, 1);
    CHECK(unit.link->is_drained());
}

TEST_CASE("an answer that does not come makes it ask again from the watermark", "[link]") {
    Unit unit({.events_overdue = 30s, .meters_overdue = 65min});
    unit.store_faults(3);
    unit.store_meters(60);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-3 m1-60");
    unit.now += 30s - 1us;
    CHECK(unit.goes_up().empty());
    unit.now += 1us;
    CHECK(unit.goes_up() == "e1-1");
    CHECK(unit.link->counters().answers_overdue == 1);
    SECTION("each time after a longer wait, up to half an hour") {
        unit.now += 59s;
        CHECK(unit.goes_up().empty());
        unit.now += 1s;
        CHECK(unit.goes_up() == "e1-1");
        for (int i = 0; i < 10; ++i) {
            unit.now += 30min;
            CHECK(unit.goes_up().starts_with("e1-1"));
        }
    }
    SECTION("sooner when there is a new event, but not for each of a storm") {
        unit.now += 25s;
        unit.store_faults(1);
        CHECK(unit.goes_up().empty());
        unit.now += 5s;
        CHECK(unit.goes_up() == "e1-1");
        unit.now += 30s;
        CHECK(unit.goes_up().empty());
    }
    SECTION("and once answered as soon as before") {
        unit.committed(Stream::events, 1);
        unit.store_faults(1);
        CHECK(unit.goes_up() == "e2-4");
        unit.now += 30s;
        CHECK(unit.goes_up() == "e2-2");
    }
    SECTION("meters later, because they are answered lazily") {
        unit.committed(Stream::events, 3);
        unit.now += 64min;
        CHECK(unit.goes_up().empty());
        unit.now += 1min;
        CHECK(unit.goes_up() == "m1-1");
    }
}

TEST_CASE("while answers are overdue one report asks, not the whole backlog", "[link]") {
    Unit unit;
    unit.store_faults(2000);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-512 e513-1024 e1025-1536 e1537-2000");
    unit.now += 30s;
    CHECK(unit.goes_up() == "e1-1");
    unit.committed(Stream::events, 1024);
    CHECK(unit.goes_up() == "e1025-1536 e1537-2000");
}

TEST_CASE("half a day behind a silent backend costs few messages, and a backlog only once",
          "[link]") {
    Unit unit;
    unit.store_faults(5);
    unit.store_meters(600);
    unit.link->connected();
    unit.goes_up();
    const auto before = unit.link->counters();
    for (int minute = 0; minute < 12 * 60; ++minute) {
        unit.now += 1min;
        unit.store_meters(1);
        unit.goes_up();
    }
    const auto after = unit.link->counters();
    CHECK(after.batches_sent - before.batches_sent < 50);
    CHECK(after.reports_sent - before.reports_sent < 200);
}

TEST_CASE("meters that are slowed wait longer and for more others, events do not", "[link]") {
    Unit unit({.meters_gathered = 20, .meters_wait = 20min});
    unit.link->connected();
    unit.link->slow_meters(4);
    unit.store_meters(79);
    unit.store_faults(1);
    CHECK(unit.goes_up() == "e1-1");
    unit.now += 79min;
    unit.committed(Stream::events, 1);
    CHECK(unit.goes_up().empty());
    SECTION("the eightieth goes with all of them") {
        unit.store_meters(1);
        CHECK(unit.goes_up() == "m1-80");
    }
    SECTION("or four times the wait is over") {
        unit.now += 1min;
        CHECK(unit.goes_up() == "m1-79");
    }
    SECTION("a batch holds no more than the wire allows, and a day is the longest wait") {
        unit.link->slow_meters(1000);
        unit.now += 24h;
        CHECK(unit.goes_up() == "m1-79");
        unit.store_meters(512);
        CHECK(unit.goes_up() == "m80-591");
    }
}
