#include "common/topics.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::topics {

TEST_CASE("a topic names version, bucket, truck and channel", "[topics]") {
    const TruckId truck = make::truck_id("TRUCK001");
    CHECK(up(truck, Up::events) == "roadworthy/1/0827/TRUCK001/up/events");
    CHECK(up(truck, Up::answer) == "roadworthy/1/0827/TRUCK001/up/answer");
    CHECK(up(truck, Stream::events) == up(truck, Up::events));
    CHECK(up(truck, Stream::meters) == "roadworthy/1/0827/TRUCK001/up/meters");
    CHECK(down(truck, Down::committed) == "roadworthy/1/0827/TRUCK001/down/committed");
    CHECK(down(truck, Down::config) == "roadworthy/1/0827/TRUCK001/down/config");
}

TEST_CASE("a bucket never changes, for rows lie under it", "[topics]") {
    CHECK(bucket_of(make::truck_id("TRUCK001")) == 827);
    CHECK(bucket_of(make::truck_id("1XP5DB9X7YN526158")) == 453);
}

TEST_CASE("trucks spread evenly over the buckets", "[topics]") {
    constexpr std::size_t trucks = 20'480;  // 20 a bucket
    std::vector<int> load(buckets);
    for (std::size_t i = 0; i < trucks; ++i) {
        ++load.at(bucket_of(make::truck_id("TRUCK" + std::to_string(100'000 + i))));
    }
    CHECK(*std::ranges::max_element(load) < 50);
    CHECK(*std::ranges::min_element(load) > 0);
}

TEST_CASE("an up topic reads back as it was written", "[topics]") {
    const auto channel = GENERATE(Up::events, Up::meters, Up::presence, Up::answer);
    const TruckId truck = make::truck_id("1XP5DB9X7YN526158");
    CHECK(parse_up(up(truck, channel)) == UpTopic{truck, channel});
}

TEST_CASE("a topic that is not of this form is refused", "[topics]") {
    const auto* const topic = GENERATE(
        "", "roadworthy", "roadworthy/1/0827/TRUCK001/up", "roadworthy/1/0827/TRUCK001/up/",
        "roadworthy/1/0827/TRUCK001/up/events/", "roadworthy/1/0827/TRUCK001/up/events/x",
        "roadworthy/1/0827/TRUCK001/up/EVENTS", "roadworthy/1/0827/TRUCK001/down/committed",
        "roadworthy/2/0827/TRUCK001/up/events", "/roadworthy/1/0827/TRUCK001/up/events",
        "roadworthy/1/0827/TRUCK001/x/events", "roadworthy/1/0827/truck001/up/events",
        "roadworthy/1/0827/TRUCK01/up/events", "roadworthy/1//TRUCK001/up/events",
        "roadworthy/1/TRUCK001/up/events", "$SYS/broker/uptime");
    CHECK_FALSE(parse_up(topic));
}

TEST_CASE("a bucket that is not the truck's is refused", "[topics]") {
    REQUIRE(parse_up("roadworthy/1/0827/TRUCK001/up/events"));
    CHECK_FALSE(parse_up(
        GENERATE("roadworthy/1/0828/TRUCK001/up/events", "roadworthy/1/827/TRUCK001/up/events",
                 "roadworthy/1/00827/TRUCK001/up/events", "roadworthy/1/+/TRUCK001/up/events")));
}

}  // namespace roadworthy::topics
