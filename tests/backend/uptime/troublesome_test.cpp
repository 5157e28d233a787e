#include "backend/uptime/troublesome.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/uptime/intervals.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using uptime::BreakdownHistory;

namespace {

constexpr auto day = 24h;
const Time begin = make::time("2026-01-01T00:00:00Z");
const Time now = begin + 540 * day;

BreakdownHistory truck(const std::string& id, std::uint32_t breakdowns, int last_days_ago) {
    return {.truck = TruckId::from("TRUCK00" + id).value(),
            .watched_since = begin,
            .breakdowns = breakdowns,
            .last = breakdowns > 0 ? std::optional{now - last_days_ago * day} : std::nullopt};
}

std::vector<std::string> order_of(const std::vector<BreakdownHistory>& fleet) {
    std::vector<std::string> order;
    for (const auto& one : uptime::ranked_by_trouble(fleet, now)) {
        order.push_back(one.truck.text().substr(7));
    }
    return order;
}

using Breakdowns = std::map<std::string, std::vector<Time>>;

Breakdowns read_breakdowns(const std::filesystem::path& path) {
    Breakdowns breakdowns;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto comma = line.find(',');
        const auto next = line.find(',', comma + 1);
        breakdowns["RTDX" + line.substr(4, comma - 4)].push_back(
            parse_time(line.substr(comma + 1, next - comma - 1)).value());
    }
    return breakdowns;
}

std::vector<BreakdownHistory> known_at(const Breakdowns& breakdowns, Time origin) {
    std::vector<BreakdownHistory> fleet;
    for (const auto& [bus, times] : breakdowns) {
        BreakdownHistory history{.truck = TruckId::from(bus).value(),
                                 .watched_since = make::time("2017-01-01T00:00:00Z")};
        for (const Time time : times) {
            if (time < origin) {
                ++history.breakdowns;
                history.last = std::max(history.last.value_or(time), time);
            }
        }
        fleet.push_back(history);
    }
    return fleet;
}

struct Ranking {
    double above = 0;  // pairs in which the bus that broke down stood first
    double pairs = 0;
    double first = 0;  // of the first twentieth
    double first_broke = 0;
    double all = 0;
    double all_broke = 0;
};

void judge(Ranking& ranking, const Breakdowns& breakdowns, Time origin) {
    const auto ranked = uptime::ranked_by_trouble(known_at(breakdowns, origin), origin);
    double broke_before = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const bool breaks = std::ranges::any_of(
            breakdowns.at(ranked[i].truck.text()),
            [&](Time time) { return time >= origin && time < origin + 14 * day; });
        ++ranking.all;
        ranking.all_broke += breaks ? 1 : 0;
        if (i < ranked.size() / 20) {
            ++ranking.first;
            ranking.first_broke += breaks ? 1 : 0;
        }
        ranking.above += breaks ? 0 : broke_before;
        broke_before += breaks ? 1 : 0;
    }
    ranking.pairs += broke_before * (static_cast<double>(ranked.size()) - broke_before);
}

}  // namespace

TEST_CASE("who breaks down more often comes first, and sooner after the last time",
          "[troublesome]") {
    CHECK(order_of({truck("A", 0, 0), truck("B", 5, 100), truck("C", 2, 100)}) ==
          std::vector<std::string>{"B", "C", "A"});
    CHECK(order_of({truck("A", 3, 200), truck("B", 3, 5), truck("C", 3, 20)}) ==
          std::vector<std::string>{"B", "C", "A"});
    CHECK(order_of({truck("A", 3, 1), truck("B", 5, 300)}) == std::vector<std::string>{"A", "B"});
    CHECK(order_of({truck("A", 1, 1), truck("B", 9, 300)}) == std::vector<std::string>{"B", "A"});
}

TEST_CASE("stops within a day of one another are one breakdown", "[troublesome]") {
    auto history = truck("A", 0, 0);
    const auto stop = [&](Duration from, Duration length) {
        uptime::take(history, {.from = begin + from, .to = begin + from + length});
    };
    stop(10 * day, 2h);
    stop(10 * day + 1h, 20min);  // another code of the same stop
    CHECK(history.breakdowns == 1);
    CHECK(history.last == begin + 10 * day + 2h);
    stop(11 * day + 2h, 5h);
    CHECK(history.breakdowns == 1);
    stop(12 * day + 8h, 1h);
    CHECK(history.breakdowns == 2);
    CHECK(history.last == begin + 12 * day + 9h);
}

TEST_CASE("a truck of which little is known stands where the fleet's usual one does",
          "[troublesome]") {
    auto fresh = truck("N", 0, 0);
    fresh.watched_since = now;
    CHECK(order_of({truck("A", 0, 0), truck("B", 8, 300), fresh}) ==
          std::vector<std::string>{"B", "N", "A"});
}

TEST_CASE("each has its reason", "[troublesome]") {
    const std::vector<BreakdownHistory> fleet{truck("A", 5, 6), truck("B", 0, 0)};
    const auto ranked = uptime::ranked_by_trouble(fleet, now);
    CHECK(ranked[0].breakdowns == 5);
    CHECK(ranked[0].watched == 540 * day);
    CHECK(*ranked[0].usual == Approx(2.5));
    CHECK(ranked[0].since_last == Duration{6 * day});
    CHECK_FALSE(ranked[1].since_last);
}

TEST_CASE("where nothing ever broke down nobody is worse than others", "[troublesome]") {
    CHECK(order_of({truck("B", 0, 0), truck("A", 0, 0)}) == std::vector<std::string>{"A", "B"});
    const std::vector<BreakdownHistory> fleet{truck("A", 0, 0)};
    CHECK_FALSE(uptime::ranked_by_trouble(fleet, now)[0].usual);
    CHECK(uptime::ranked_by_trouble({}, now).empty());
}

TEST_CASE("a breakdown that is dated ahead counts as one of now", "[troublesome]") {
    CHECK(order_of({truck("A", 3, 0), truck("B", 3, -50)}) == std::vector<std::string>{"A", "B"});
    auto unborn = truck("U", 0, 0);
    unborn.watched_since = now + 3 * day;
    const std::vector<BreakdownHistory> fleet{unborn, truck("A", 3, 5)};
    CHECK(uptime::ranked_by_trouble(fleet, now).size() == 2);
}

TEST_CASE("of real buses the first twentieth breaks down more than half again as often as all",
          "[troublesome]") {
    const std::filesystem::path path =
        std::string(SOURCE_DIR) + "/../shared/usage/rtd_breakdowns.csv";
    if (!std::filesystem::exists(path)) {
        WARN("skipped: no breakdowns at " << path);
        return;
    }
    const auto breakdowns = read_breakdowns(path);
    Ranking ranking;
    for (Time origin = make::time("2018-01-01T00:00:00Z");
         origin <= make::time("2018-06-15T00:00:00Z"); origin += 7 * day) {
        judge(ranking, breakdowns, origin);
    }
    const double usual = ranking.all_broke / ranking.all;
    INFO("buses " << breakdowns.size() << ", usual " << usual << ", first "
                  << ranking.first_broke / ranking.first << ", AUC "
                  << ranking.above / ranking.pairs);
    CHECK(usual == Approx(0.112).margin(0.002));
    CHECK(ranking.above / ranking.pairs > 0.555);
    CHECK(ranking.first_broke / ranking.first / usual > 1.5);
}
