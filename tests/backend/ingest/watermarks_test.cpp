#include "backend/ingest/watermarks.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::ingest {
namespace {

using support::at;
using namespace std::chrono_literals;

struct Stand {
    std::unique_ptr<sql::Connection> connection = support::empty_store();
    Watermarks watermarks{*connection, AnswerRule{}};
    TruckId truck = make::truck_id();
    std::uint64_t next = 1;

    void send(Stream stream, Time when, std::uint64_t reports = 1) {
        const StreamKey key{truck, stream == Stream::events ? events_id : meters_id};
        watermarks.arrive(key, watermarks.of(key, stream),
                          {.first = next, .last = next + reports - 1, .received = when});
        next += reports;
    }
    // Through which number there is an answer; 0: none.
    std::uint64_t answered(Time when) {
        const auto answers = watermarks.answers(when);
        CHECK(answers.size() <= 1);
        return answers.empty() ? 0 : std::get<wire::Committed>(answers.front().content).through;
    }
};

}  // namespace

TEST_CASE("an event is answered within a second, a meter reading within the hour", "[watermarks]") {
    Stand stand;
    const auto [stream, early, late] = GENERATE(table<Stream, Duration, Duration>(
        {{Stream::events, 400ms, 1s}, {Stream::meters, 59min, 60min}}));
    stand.send(stream, at(0));
    CHECK(stand.answered(at(0)) == 0);
    CHECK(stand.answered(at(0) + early) == 0);
    CHECK(stand.answered(at(0) + late) == 1);
    CHECK(stand.answered(at(0) + 10 * late) == 0);
}

TEST_CASE("meters are answered once sixty reports wait for it", "[watermarks]") {
    Stand stand;
    for (int minute = 1; minute < 60; ++minute) {
        stand.send(Stream::meters, at(60L * minute));
        CHECK(stand.answered(at(60L * minute)) == 0);
    }
    stand.send(Stream::meters, at(3540));
    CHECK(stand.answered(at(3540)) == 60);
    CHECK(stand.answered(at(3600)) == 0);  // what was owed since the first of them is paid
    stand.send(Stream::meters, at(3660));
    CHECK(stand.answered(at(3660)) == 0);
    CHECK(stand.answered(at(3660 + 3600)) == 61);
}

TEST_CASE("a unit that drains a backlog is answered at each commit", "[watermarks]") {
    Stand stand;
    stand.send(Stream::meters, at(0), 20);
    CHECK(stand.answered(at(0)) == 0);
    stand.send(Stream::meters, at(1), 20);
    stand.send(Stream::meters, at(1), 20);
    CHECK(stand.answered(at(1)) == 60);
    stand.send(Stream::meters, at(2), 20);
    CHECK(stand.answered(at(2)) == 80);
}

TEST_CASE("answers that are owed survive that their stream was written and forgotten",
          "[watermarks]") {
    Stand stand;
    stand.send(Stream::meters, at(0));
    stand.watermarks.write();
    stand.watermarks.written();
    CHECK(stand.answered(at(3600)) == 1);
}

}  // namespace roadworthy::ingest
