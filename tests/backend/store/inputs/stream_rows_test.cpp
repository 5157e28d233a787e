#include "backend/store/inputs/stream_rows.hpp"

#include <catch2/catch.hpp>
#include <optional>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using support::at;

TEST_CASE("a stream's row is its truck's and its own", "[streams]") {
    const auto connection = support::empty_store();
    const TruckId one = support::truck("TRUCK0001");
    const store::StreamRow row{.stream = Stream::meters,
                               .watermark = 9,
                               .received = 7,
                               .gaps = 2,
                               .duplicates = 3,
                               .first = at(1),
                               .last = at(5)};
    store::put_stream(*connection, one, StreamId{0xFFFF'FFFF'FFFF'FFFFU}, row);
    CHECK(store::find_stream(*connection, one, StreamId{0xFFFF'FFFF'FFFF'FFFFU}) == row);
    CHECK(store::find_stream(*connection, one, StreamId{1}) == std::nullopt);
    CHECK(store::find_stream(*connection, support::truck("TRUCK0002"),
                             StreamId{0xFFFF'FFFF'FFFF'FFFFU}) == std::nullopt);
}

TEST_CASE("a stream's row moves on but keeps when it was first heard", "[streams]") {
    const auto connection = support::empty_store();
    const TruckId truck = support::truck("TRUCK0001");
    store::put_stream(*connection, truck, StreamId{1},
                      {.watermark = 1, .first = at(1), .last = at(1)});
    store::put_stream(*connection, truck, StreamId{1},
                      {.watermark = 5, .first = at(3), .last = at(3)});
    const auto row = store::find_stream(*connection, truck, StreamId{1});
    REQUIRE(row);
    CHECK(row->watermark == 5);
    CHECK(row->first == at(1));
    CHECK(row->last == at(3));
}
