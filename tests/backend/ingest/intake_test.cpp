#include "backend/ingest/intake.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/ingest/counters.hpp"
#include "backend/ingest/watermarks.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/common/wire/hand_made.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::ingest {
namespace {

using support::at;
using support::column;
using support::number;
using Rows = std::vector<std::string>;

struct Stand {
    std::unique_ptr<sql::Connection> connection = support::empty_store();
    metrics::Registry registry;
    Counters counters{registry};
    std::optional<Intake> intake{std::in_place, *connection, counters};
    TruckId truck = make::truck_id("TRUCK001");
    Time now = at(0);

    std::vector<Answer> take(const std::vector<Message>& messages) {
        intake->take(messages, now);
        return intake->answers(now);
    }
    void restart() { intake.emplace(*connection, counters); }
    Spans spans(StreamId stream) const {
        return journaled(*connection)[{truck.text(), stream.value}];
    }
    Rows letters() const {
        return column(*connection, "SELECT reason FROM dead_letters ORDER BY letter");
    }
};

Answer committed(const TruckId& truck, StreamId stream, std::uint64_t through, Time now,
                 wire::Request request = wire::Request::none) {
    return {truck, wire::Committed{stream, through, now, request}};
}

wire::hand_made::Write torn() {
    return [](cbor::Writer& writer) { writer.bytes(wire::Bytes(3, std::byte{0xA5})); };
}

wire::Bytes nested(std::size_t depth) {
    return wire::Bytes(depth, std::byte{0x81});
}

}  // namespace

TEST_CASE("a stream is taken in its order, each number once", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 3)});
    stand.take(
        {batch(stand.truck, Stream::events, 4, 4), batch(stand.truck, Stream::events, 5, 9)});
    CHECK(stand.spans(events_id) == Spans{{1, 3}, {4, 4}, {5, 9}});
    CHECK(stand.counters.reports.value() == 9);
}

TEST_CASE("what was taken before is answered at once and changes nothing", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 3)});
    const auto rows = store::last_position(*stand.connection);
    CHECK(stand.take({batch(stand.truck, Stream::events, 1, 2)}) ==
          std::vector{committed(stand.truck, events_id, 3, stand.now)});
    CHECK(store::last_position(*stand.connection) == rows);
    CHECK(stand.counters.duplicates.value() == 1);
}

TEST_CASE("of a batch that was taken in part the rest is taken", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 3)});
    stand.take({batch(stand.truck, Stream::events, 2, 6)});
    CHECK(stand.spans(events_id) == Spans{{1, 3}, {4, 6}});
    CHECK(stand.counters.reports.value() == 6);
}

TEST_CASE("a batch above the watermark is not taken but asked for from there on", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 3)});
    CHECK(stand.take({batch(stand.truck, Stream::events, 5, 6)}) ==
          std::vector{committed(stand.truck, events_id, 3, stand.now, wire::Request::resend)});
    CHECK(stand.spans(events_id) == Spans{{1, 3}});
}

TEST_CASE("a stream that a new backend hears first in its middle is asked for from 1", "[intake]") {
    Stand stand;
    CHECK(stand.take({batch(stand.truck, Stream::meters, 70, 80)}) ==
          std::vector{committed(stand.truck, meters_id, 0, stand.now, wire::Request::resend)});
    const Report gap = make::gap(1, 69, "2026-01-01", GapReason::already_committed);
    stand.take({message(stand.truck, Stream::meters, wire::encode_batch(meters_id, {&gap, 1})),
                batch(stand.truck, Stream::meters, 70, 80)});
    CHECK(stand.spans(meters_id) == Spans{{1, 69}, {70, 80}});
    CHECK(stand.counters.gaps.value() == 69);
    CHECK(stand.counters.reports.value() == 11);
}

TEST_CASE("a jump that the same commit fills is not asked for", "[intake]") {
    Stand stand;
    const auto answers = stand.take({batch(stand.truck, Stream::events, 3, 3),
                                     batch(stand.truck, Stream::events, 1, 2),
                                     batch(stand.truck, Stream::events, 3, 3)});
    CHECK(answers == std::vector{committed(stand.truck, events_id, 3, stand.now)});
}

TEST_CASE("a new stream of a truck begins at 1 beside its old one", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 3)});
    stand.take({message(stand.truck, Stream::events,
                        wire::encode_batch(StreamId{77}, reports(Stream::events, 1, 2)))});
    CHECK(stand.spans(events_id) == Spans{{1, 3}});
    CHECK(stand.spans(StreamId{77}) == Spans{{1, 2}});
}

TEST_CASE("nothing is taken, and nobody hears of it, if the commit fails", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 1)});
    stand.connection->execute("DROP TABLE journal_1");
    CHECK_THROWS_AS(stand.take({batch(stand.truck, Stream::events, 2, 2)}), sql::Failure);
    CHECK(store::last_position(*stand.connection) == 1);
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM dead_letters") == 0);
}

TEST_CASE("after a kill the watermarks are where the journal ends", "[intake]") {
    Stand stand;
    stand.take(
        {batch(stand.truck, Stream::events, 1, 3), batch(stand.truck, Stream::meters, 1, 5)});
    const bool is_written = GENERATE(false, true);
    if (is_written) {
        stand.intake->write();
        stand.intake->written();
        stand.take({batch(stand.truck, Stream::events, 4, 4)});
    }
    const std::uint64_t through = is_written ? 4 : 3;
    stand.restart();
    CHECK(stand.take({batch(stand.truck, Stream::events, 1, 2)}).front() ==
          committed(stand.truck, events_id, through, stand.now));
    stand.take({batch(stand.truck, Stream::events, through + 1, 9)});
    CHECK(stand.spans(events_id).back() == std::pair<std::uint64_t, std::uint64_t>{through + 1, 9});
    stand.intake->write();
    CHECK(number(*stand.connection, "SELECT received FROM streams WHERE stream = 0") == 9);
    CHECK(number(*stand.connection, "SELECT received FROM streams WHERE stream = 1") == 5);
}

TEST_CASE(
    "bad input is kept with its reason, answered where it can be, and costs nobody else "
    "anything",
    "[intake]") {
    struct Bad {
        const char* reason;
        std::string topic;
        wire::Bytes payload;
        std::optional<wire::RefusalReason> answer;
    };
    const TruckId truck = make::truck_id("TRUCK001");
    const std::string topic = topics::up(truck, Stream::events);
    const auto unreadable = wire::RefusalReason::unreadable;
    const wire::Bytes good = batch(truck, Stream::events, 1, 1).payload;
    const auto bad = GENERATE_COPY(
        Bad{"topic", "roadworthy/1/0001/TRUCK001/up/events", good, {}},
        Bad{"topic", "roadworthy/2/0001/TRUCK001/up/events", good, {}},
        Bad{"topic", topic + "/more", good, {}}, Bad{"topic", std::string(9000, '/'), good, {}},
        Bad{"unreadable", topic, {good.begin(), good.end() - 5}, unreadable},
        Bad{"unreadable", topic, {}, unreadable},
        Bad{"unreadable", topic, nested(4096), unreadable},
        Bad{"size", topic, wire::Bytes(1024 * 1024, std::byte{0x80}), unreadable},
        Bad{"version", topic,
            wire::hand_made::batch({.version = wire::batch_version + 1},
                                   {wire::hand_made::entry(wire::hand_made::write_good)}),
            wire::RefusalReason::version});
    INFO(bad.reason << ' ' << bad.topic.substr(0, 50) << ' ' << bad.payload.size());
    Stand stand;
    const TruckId neighbour = make::truck_id("TRUCK002");
    const auto answers = stand.take({batch(neighbour, Stream::events, 1, 2),
                                     {bad.topic, bad.payload},
                                     batch(neighbour, Stream::events, 3, 4),
                                     batch(truck, Stream::events, 1, 1)});
    CHECK(stand.letters() == Rows{bad.reason});
    CHECK(stand.counters.dead_letters.value() == 1);
    CHECK(journaled(*stand.connection)[{"TRUCK002", events_id.value}] == Spans{{1, 2}, {3, 4}});
    CHECK(stand.spans(events_id) == Spans{{1, 1}});
    const std::string_view text{reinterpret_cast<const char*>(bad.payload.data()),
                                bad.payload.size()};
    std::vector<Answer> refusals;
    std::copy_if(
        answers.begin(), answers.end(), std::back_inserter(refusals),
        [](const Answer& answer) { return std::holds_alternative<wire::Refused>(answer.content); });
    if (bad.answer) {
        CHECK(refusals == std::vector{Answer{
                              truck, wire::Refused{*bad.answer, Stream::events, fnv1a64(text)}}});
    } else {
        CHECK(refusals.empty());
    }
}

TEST_CASE("one unreadable report among good ones is kept as bytes and counts as taken",
          "[intake]") {
    Stand stand;
    const auto good = wire::hand_made::entry(wire::hand_made::write_good);
    const auto payload = wire::hand_made::batch({.first = 1}, {good, torn(), good});
    stand.take({message(stand.truck, Stream::events, payload)});
    CHECK(stand.spans(StreamId{0xABC}) == Spans{{1, 3}});
    CHECK(stand.letters() == Rows{"report"});
    CHECK(number(*stand.connection, "SELECT size_bytes FROM dead_letters") == 3);
    CHECK(column(*stand.connection, "SELECT detail FROM dead_letters").front().find("number 2") !=
          std::string::npos);
    SECTION("and comes to the dead letters once, however often it is sent") {
        stand.take({message(stand.truck, Stream::events, payload)});
        CHECK(stand.letters() == Rows{"report"});
    }
    SECTION("and the truck's next reports are taken") {
        stand.take({message(stand.truck, Stream::events,
                            wire::encode_batch(StreamId{0xABC}, reports(Stream::events, 4, 5)))});
        CHECK(stand.spans(StreamId{0xABC}) == Spans{{1, 3}, {4, 5}});
    }
}

TEST_CASE("a newer agent is refused each time but fills the dead letters once", "[intake]") {
    Stand stand;
    const auto payload = wire::hand_made::batch({.version = 9}, {});
    for (int i = 0; i < 3; ++i) {
        CHECK(stand.take({message(stand.truck, Stream::events, payload)}).size() == 1);
    }
    CHECK(stand.letters() == Rows{"version"});
    CHECK(stand.counters.refused_version.value() == 3);
    stand.take({message(make::truck_id("TRUCK002"), Stream::events, payload)});
    CHECK(stand.letters() == Rows{"version", "version"});
}

TEST_CASE("a stream that comes on the other's channel is refused", "[intake]") {
    Stand stand;
    stand.take({batch(stand.truck, Stream::events, 1, 1)});
    stand.take({message(stand.truck, Stream::meters,
                        wire::encode_batch(events_id, reports(Stream::events, 2, 2)))});
    CHECK(stand.letters() == Rows{"channel"});
    CHECK(stand.spans(events_id) == Spans{{1, 1}});
}

TEST_CASE("presence is kept as its unit last said it, and moves only with its state", "[intake]") {
    Stand stand;
    const auto say = [&](std::string_view json) {
        stand.take({{topics::up(stand.truck, topics::Up::presence), support::bytes(json)}});
        stand.now += std::chrono::seconds{10};
    };
    say(R"({"state": "online", "agent_version": "1.2.3"})");
    say(R"({"state": "online", "agent_version": "1.2.4", "config_version": 7})");
    CHECK(column(*stand.connection,
                 "SELECT online || agent_version || config_version FROM presence") ==
          Rows{"11.2.47"});
    CHECK(number(*stand.connection, "SELECT since_ms FROM presence") == milliseconds_of(at(0)));
    say(R"({"state": "offline"})");
    CHECK(number(*stand.connection, "SELECT since_ms FROM presence") == milliseconds_of(at(20)));
    CHECK(stand.letters().empty());
    say(GENERATE("", "[", "[]", R"({"state": "lost"})", R"({"state": 1})"));
    CHECK(stand.letters() == Rows{"presence"});
    CHECK(number(*stand.connection, "SELECT COUNT(*) FROM presence") == 1);
}

}  // namespace roadworthy::ingest
