#include "backend/due/history.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/due/plans.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;

namespace {

due::CompletionVoid voided(std::string item, Time at) {
    return {.truck = make::truck_id(), .item = std::move(item), .at = at};
}

std::vector<Time> times(const due::HistoryByItem& done) {
    std::vector<Time> times;
    for (const due::Done* one : done.at("oil").counted()) {
        times.push_back(one->completion.at);
    }
    return times;
}

using Entry = std::variant<due::Completion, due::CompletionVoid>;

// Two items, more times than are kept, and voids of what was done and of what was not.
std::vector<Entry> random_entries(make::Random& random) {
    std::vector<Entry> entries;
    const auto count = make::below(random, 30);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string item = make::below(random, 4) == 0 ? "belt" : "oil";
        const Time at = after(static_cast<double>(make::below(random, 20)));
        auto completion = make::completion(item, at);
        completion.odometer_m = static_cast<std::int64_t>(days_of(day_of(at)));
        if (make::below(random, 3) == 0) {
            entries.emplace_back(voided(item, at));
        } else {
            entries.emplace_back(completion);
        }
    }
    return entries;
}

due::HistoryByItem folded(const std::vector<Entry>& entries) {
    due::HistoryByItem done;
    for (const Entry& entry : entries) {
        std::visit([&](const auto& one) { due::take(done, one); }, entry);
    }
    return done;
}

}  // namespace

TEST_CASE("completions and voids make the same history in whatever order they arrive",
          "[history]") {
    const auto seed = GENERATE(range(0, 500));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto entries = random_entries(random);
    const auto history = folded(entries);
    std::ranges::shuffle(entries, random);
    CHECK(folded(entries) == history);
    auto twice = entries;
    twice.insert(twice.end(), entries.begin(), entries.end());
    CHECK(folded(twice) == history);
}

TEST_CASE("a void takes back its completion alone, before it came or after", "[history]") {
    due::HistoryByItem done;
    due::take(done, voided("oil", after(20)));
    CHECK(times(done).empty());
    due::take(done, make::completion("oil", after(20)));
    due::take(done, make::completion("oil", after(10)));
    CHECK(times(done) == std::vector{after(10)});
    SECTION("and the same entered again stays void") {
        due::take(done, make::completion("oil", after(20)));
        CHECK(times(done) == std::vector{after(10)});
    }
    SECTION("another one counts") {
        due::take(done, make::completion("oil", after(21)));
        CHECK(times(done) == std::vector{after(10), after(21)});
    }
}

TEST_CASE("the newest eight are kept by their own time", "[history]") {
    due::HistoryByItem done;
    for (const int day : {5, 3, 9, 1, 8, 2, 7}) {
        due::take(done, make::completion("oil", after(day)));
    }
    CHECK_FALSE(done.at("oil").is_full());
    due::take(done, make::completion("oil", after(4)));
    CHECK(done.at("oil").is_full());
    due::take(done, make::completion("oil", after(6)));
    REQUIRE(times(done).size() == due::most_done);
    CHECK(times(done).front() == after(2));
    due::take(done, make::completion("oil", after(0)));
    CHECK(times(done).front() == after(2));
}

TEST_CASE("a completion entered anew is a correction", "[history]") {
    due::HistoryByItem done;
    auto completion = make::completion("oil", after(10));
    completion.odometer_m = 1;
    due::take(done, completion);
    completion.odometer_m = 2;
    due::take(done, completion);
    CHECK(done.at("oil").newest.completion.odometer_m == 2);
    CHECK(times(done).size() == 1);
}
