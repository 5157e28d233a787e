#include "agent/uplink/link.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "tests/agent/uplink/scripted_link.hpp"
#include "tests/support/make.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using namespace roadworthy::uplink;

TEST_CASE("an answer that cannot be is counted and changes nothing", "[link]") {
    Unit unit;
    unit.store_faults(5);
    unit.link->connected();
    unit.goes_up();
    unit.committed(Stream::events, 3);
    const auto before = unit.outbox.state(Stream::events);
    SECTION("above what was ever sent") {
        unit.store_faults(5);
        const auto newest = unit.outbox.state(Stream::events);
        const auto through = GENERATE(std::uint64_t{6}, 10, 11, ~std::uint64_t{0});
        unit.committed(Stream::events, through, GENERATE(wire::Request::none, resend));
        CHECK(unit.outbox.state(Stream::events) == newest);
        CHECK(unit.link->counters().answers_forged == 1);
        CHECK(unit.goes_up() == "e6-10");
    }
    SECTION("for a stream that is not ours") {
        unit.link->take(wire::Committed{.stream = StreamId{1}, .through = 5}, unit.now);
        CHECK(unit.link->counters().answers_unknown == 1);
    }
    SECTION("for the other stream of ours") {
        unit.committed(Stream::meters, 5);
        CHECK(unit.link->counters().answers_forged == 1);
    }
    SECTION("lower than one before") {
        unit.committed(Stream::events, 2);
    }
    SECTION("the same again") {
        unit.committed(Stream::events, 3);
    }
    SECTION("a refusal of something that was never sent") {
        unit.last_payload = {};
        unit.refused(Stream::events,
                     GENERATE(wire::RefusalReason::version, wire::RefusalReason::unreadable));
        CHECK(unit.link->counters().answers_unknown == 1);
    }
    if (unit.outbox.state(Stream::events).newest == 5) {
        CHECK(unit.outbox.state(Stream::events) == before);
        CHECK(unit.goes_up().empty());
    }
}

TEST_CASE("what a run before may have sent is no forgery after a start", "[link]") {
    Unit unit;
    unit.store_faults(5);
    unit.link.emplace(unit.outbox, uplink::LinkSettings{});
    unit.link->connected();
    unit.committed(Stream::events, 5);
    CHECK(unit.link->counters().answers_forged == 0);
    CHECK(unit.link->is_drained());
    CHECK(unit.goes_up().empty());
}

TEST_CASE("asked to, it goes back, once a position", "[link]") {
    Unit unit;
    unit.store_faults(1500);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-512 e513-1024 e1025-1500");
    unit.committed(Stream::events, 512, resend);
    CHECK(unit.goes_up() == "e513-1024 e1025-1500");
    unit.committed(Stream::events, 512, resend);  // for the third batch, which came before
    CHECK(unit.goes_up().empty());
    CHECK(unit.link->counters().resends_asked == 1);
    SECTION("and again from another") {
        unit.committed(Stream::events, 1024, resend);
        CHECK(unit.goes_up() == "e1025-1500");
    }
    SECTION("and again when nothing comes of it") {
        unit.now += 30s;
        CHECK(unit.goes_up() == "e513-513");
        unit.committed(Stream::events, 512, resend);
        CHECK(unit.goes_up() == "e513-1024 e1025-1500");
    }
}

TEST_CASE("a backend that was restored gets again what it has lost", "[link]") {
    Unit unit;
    unit.store_faults(10);
    unit.link->connected();
    unit.goes_up();
    unit.committed(Stream::events, 10);
    unit.store_faults(1);
    CHECK(unit.goes_up() == "e11-11");
    unit.committed(Stream::events, 4, resend);
    CHECK(unit.outbox.state(Stream::events).committed == 4);
    CHECK(unit.goes_up() == "e5-11");
}

TEST_CASE("a backend that begins anew is told of what the unit no longer has", "[link]") {
    const Unit unit;
    const uplink::OutboxSettings settings{.path = ":memory:",
                                          .keep_committed = std::chrono::days{0}};
    Outbox outbox(settings);
    const auto store = [&](std::string_view at) {
        outbox.append(
            std::vector<uplink::Unnumbered>(64, {make::stamp(at), make::fault(0, 110, 3)}));
    };
    Link link(outbox, {});
    store("2026-03-01T08:00:00Z");
    link.connected();
    REQUIRE(link.next(unit.now) != nullptr);
    link.sent(unit.now);
    const StreamId id = outbox.state(Stream::events).id;
    link.take(wire::Committed{.stream = id, .through = 64}, unit.now);
    store("2026-03-05T08:00:00Z");
    link.take(wire::Committed{.stream = id, .through = 0, .request = resend}, unit.now);

    const auto* outgoing = link.next(unit.now);
    REQUIRE(outgoing != nullptr);
    const auto batch = wire::decode_batch(outgoing->payload).value();
    CHECK(batch.first == 1);
    CHECK(batch.last == 128);
    CHECK(batch.reports.front() ==
          make::gap(1, 64, "2026-03-05T08:00:00Z", GapReason::already_committed));
}

TEST_CASE("an older backend only holds the stream up", "[link]") {
    Unit unit;
    unit.store_faults(3);
    unit.store_meters(3);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-3 m1-3");
    unit.refused(Stream::meters, wire::RefusalReason::version);
    unit.now += 59s;
    CHECK(unit.goes_up() == "e1-1");  // overdue: the other stream goes on
    unit.now += 2min;
    CHECK(unit.goes_up().find("m1-3") != std::string::npos);
    for (int i = 0; i < 20; ++i) {
        unit.refused(Stream::meters, wire::RefusalReason::version);
        unit.now += 61min;
        CHECK(unit.goes_up().find("m1-3") != std::string::npos);
    }
    CHECK(unit.link->counters().versions_refused == 21);
    CHECK(unit.link->counters().reports_unreadable == 0);
    CHECK(unit.outbox.state(Stream::meters).committed == 0);
}

TEST_CASE("of a batch that cannot be read only the report that is to blame becomes a gap",
          "[link]") {
    Unit unit;
    unit.store_faults(4);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-4");
    unit.refused(Stream::events, wire::RefusalReason::unreadable);
    CHECK(unit.goes_up() == "e1-1 e2-2 e3-3 e4-4");
    unit.committed(Stream::events, 3);
    unit.refused(Stream::events, wire::RefusalReason::unreadable);  // number 4
    CHECK(unit.goes_up() == "e4-4gap");
    CHECK(unit.link->counters().reports_unreadable == 1);
    unit.committed(Stream::events, 4);
    unit.store_faults(2);
    CHECK(unit.goes_up() == "e5-6");
}

TEST_CASE("a gap that is refused is not sent in a loop", "[link]") {
    Unit unit;
    unit.store_faults(5);
    unit.outbox.replace_by_gap({.stream = Stream::events, .first = 1, .last = 5}, GapReason::quota);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-5gap");
    unit.refused(Stream::events, wire::RefusalReason::unreadable);
    CHECK(unit.goes_up().empty());
    unit.now += 1h;
    CHECK(unit.goes_up() == "e1-5gap");
}

TEST_CASE("a gap over many numbers takes the place of one report in the window", "[link]") {
    Unit unit({.most_unanswered = 600});
    unit.store_faults(5000);
    unit.outbox.replace_by_gap({.stream = Stream::events, .first = 1, .last = 4800},
                               GapReason::quota);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-5000gap");
}

TEST_CASE("rows that thin out while they are under way are sent as the gap they became", "[link]") {
    Unit unit;
    unit.store_meters(20);
    unit.link->connected();
    CHECK(unit.goes_up() == "m1-20");
    unit.outbox.replace_by_gap({.stream = Stream::meters, .first = 5, .last = 19},
                               GapReason::quota);
    unit.committed(Stream::meters, 10);
    unit.link->disconnected();
    unit.link->connected();
    CHECK(unit.goes_up() == "m5-20gap");
}

TEST_CASE("the link follows the outbox into memory and back, and sends what waits in each",
          "[link]") {
    const support::TempFolder folder;
    Unit unit({}, {.path = folder / "o.db"});
    unit.store_faults(3);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-3");
    const StreamId on_disk = unit.id(Stream::events);

    unit.outbox.go_on_in_memory("no reason");
    unit.store_faults(2);
    CHECK(unit.id(Stream::events) == on_disk);
    CHECK(unit.goes_up().empty());
    unit.committed(Stream::events, 3, resend);
    CHECK(unit.id(Stream::events) != on_disk);
    CHECK(unit.outbox.state(Stream::events).committed == 0);
    CHECK(unit.goes_up() == "e1-2");
    unit.outbox.return_to_disk();
    unit.store_faults(1);
    CHECK(unit.goes_up() == "e3-3");
    unit.committed(Stream::events, 3);
    CHECK(unit.link->is_drained());
}

TEST_CASE("a watermark above what is left of a sealed stream ends that stream", "[link]") {
    const support::TempFolder folder;
    Unit unit({}, {.path = folder / "o.db"});
    unit.store_faults(3);
    unit.outbox.go_on_in_memory("no reason");
    unit.store_faults(1);
    unit.link->connected();
    CHECK(unit.goes_up() == "e1-3");
    unit.committed(Stream::events, 7);
    CHECK(unit.link->counters().answers_forged == 0);
    CHECK(unit.goes_up() == "e1-1");
    unit.committed(Stream::events, 7);
    CHECK(unit.link->counters().answers_forged == 1);
    CHECK_FALSE(unit.link->is_drained());
}
