#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/faults/severity.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::CaseKind;
using cases::fold;
using cases::Oddity;
using faults::Action;
using make::call;
using make::entry;
using make::episode;

namespace {

std::vector<std::string> ids(const cases::CaseBook& book) {
    std::vector<std::string> all;
    for (const auto& one : book.cases) {
        std::string text = one.id.text();
        for (const auto& joined : one.joined) {
            text += "<" + joined.text();
        }
        all.push_back(text);
    }
    return all;
}
using Ids = std::vector<std::string>;

cases::CaseEpisode same_fault(std::uint64_t number, Duration opened,
                              std::optional<Duration> cleared = std::nullopt,
                              std::uint8_t fmi = 4) {
    auto made = episode(number, opened, cleared);
    made.key = {.source_address = 0, .spn = 100, .fmi = fmi};
    return made;
}

}  // namespace

TEST_CASE("an automatic id is F and the number of its cause, and no other text is one",
          "[gathering]") {
    CHECK(cases::fault_case(12).text() == "F12");
    CHECK(cases::root_of(make::case_id("F12")) == 12U);
    CHECK(cases::root_of(make::case_id("F18446744073709551615")) == 18446744073709551615U);
    const auto text = GENERATE(as<std::string>{}, "F", "F012", "F+1", "F12a", "f12", "12", "FX",
                               "F18446744073709551616");
    CHECK_FALSE(cases::root_of(make::case_id(text)));
}

TEST_CASE("a fault opens a case when it asks for a workshop or a stop, or one under it does",
          "[gathering]") {
    CHECK(ids(fold({},
                   {episode(1, 8h, {}, Action::stop_now), episode(2, 8h, {}, Action::workshop_soon),
                    episode(3, 8h, {}, Action::at_next_service),
                    episode(4, 8h, {}, Action::log)})) == Ids{"F1", "F2"});

    auto under = episode(9, 8h, {}, Action::stop_now);
    under.root = 7;
    const auto book = fold({}, {episode(7, 8h, {}, Action::log), under});
    CHECK(ids(book) == Ids{"F7"});
    CHECK(book.cases.front().episodes.size() == 2);
    CHECK(book.cases.front().worst == Action::stop_now);
    CHECK(book.find(make::case_id("F9")) == &book.cases.front());
    CHECK(book.find(make::case_id("F8")) == nullptr);
    CHECK(ids(fold({}, {under})) == Ids{"F7"});  // its cause is forgotten, its case is not

    auto further = episode(12, 8h);
    further.root = 9;
    CHECK(ids(fold({}, {further, under})) == Ids{"F7"});
    under.root = 12;
    CHECK(ids(fold({}, {further, under})) == Ids{"F9"});  // causes in a circle: the least
}

TEST_CASE("what is said of an episode under a cause is said of the cause's case", "[gathering]") {
    auto under = episode(9, 8h);
    under.root = 7;
    const auto book = fold({entry("e1", "F9", 9h, cases::Note{"hot"})}, {episode(7, 8h), under});
    REQUIRE(book.cases.size() == 1);
    CHECK(book.cases.front().entries.size() == 1);
    CHECK(book.odd.empty());
}

TEST_CASE("a fault joins a breakdown from a day before it until it is closed", "[gathering]") {
    const std::vector<cases::CaseEntry> said{entry("e1", "B", 48h, call()),
                                             entry("e2", "B", 60h, make::closing())};
    const auto [opened, expected] = GENERATE(table<Duration, Ids>({
        {24h - 1us, Ids{"B", "F1"}},
        {24h, Ids{"B<F1"}},
        {48h, Ids{"B<F1"}},
        {60h, Ids{"B<F1"}},
        {60h + 1us, Ids{"B", "F1"}},
    }));
    INFO(opened.count());
    CHECK(ids(fold(said, {episode(1, opened)})) == expected);
}

TEST_CASE("of two breakdowns a fault joins the one that is less far in time", "[gathering]") {
    const std::vector<cases::CaseEntry> said{entry("e1", "B", 10h, call()),
                                             entry("e2", "C", 20h, call()),
                                             entry("e3", "D", 12h, call(CaseKind::complaint))};
    CHECK(ids(fold(said, {episode(1, 12h)})) == Ids{"B<F1", "C", "D"});
    CHECK(ids(fold(said, {episode(1, 16h)})) == Ids{"B", "C<F1", "D"});
    CHECK(ids(fold(said, {episode(1, 15h)})) == Ids{"B<F1", "C", "D"});
}

TEST_CASE("a fault joins a breakdown rather than its own case before", "[gathering]") {
    CHECK(ids(fold({entry("e1", "B", 48h, call())}, {same_fault(1, 10h), same_fault(2, 30h)})) ==
          Ids{"B<F2", "F1"});
}

TEST_CASE("a breakdown counts from when it happened, not from the call", "[gathering]") {
    auto late = call();
    late.happened = make::monday;
    CHECK(ids(fold({entry("e1", "B", 30h, late)}, {episode(1, -20h)})) == Ids{"B<F1"});
    CHECK(ids(fold({entry("e1", "B", 30h, call())}, {episode(1, -20h)})) == Ids{"B", "F1"});
}

TEST_CASE("a fault that comes again joins the case of its parameter while that is open",
          "[gathering]") {
    const auto first = same_fault(1, 8h, 10h, 3);
    CHECK(ids(fold({}, {first, same_fault(2, 12h)})) == Ids{"F1<F2"});
    CHECK(ids(fold({}, {first, same_fault(2, 12h), same_fault(3, 13h)})) == Ids{"F1<F2<F3"});
    CHECK(ids(fold({}, {first, episode(2, 12h)})) == Ids{"F1", "F2"});
    auto elsewhere = same_fault(2, 12h);
    elsewhere.key.source_address = 11;
    CHECK(ids(fold({}, {first, elsewhere})) == Ids{"F1", "F2"});
    // The one that happened first has the case, whatever its number.
    CHECK(ids(fold({}, {first, same_fault(2, 7h)})) == Ids{"F2<F1"});

    SECTION("until somebody closes it") {
        const auto closed = entry("e1", "F1", 11h, make::closing());
        CHECK(ids(fold({closed}, {first, same_fault(2, 11h)})) == Ids{"F1", "F2"});
        CHECK(ids(fold({closed}, {first, same_fault(2, 11h - 1us)})) == Ids{"F1<F2"});
        CHECK(ids(fold({closed}, {first, same_fault(2, 12h), same_fault(3, 13h)})) ==
              Ids{"F1", "F2<F3"});
    }
    SECTION("until it has been quiet for a week without a word") {
        const Duration week = 7 * 24h;
        CHECK(ids(fold({}, {first, same_fault(2, 10h + week - 1us)})) == Ids{"F1<F2"});
        CHECK(ids(fold({}, {first, same_fault(2, 10h + week)})) == Ids{"F1", "F2"});
        CHECK(ids(fold({}, {same_fault(1, 8h), same_fault(2, 10h + week)})) == Ids{"F1<F2"});
        const auto word = [&](Duration at) { return entry("e1", "F1", at, cases::Note{"?"}); };
        CHECK(ids(fold({word(9h)}, {first, same_fault(2, 10h + week)})) == Ids{"F1<F2"});
        CHECK(ids(fold({word(10h + week)}, {first, same_fault(2, 10h + week)})) == Ids{"F1", "F2"});
    }
}

TEST_CASE("a fault that people keep apart joins nothing, and nothing joins it", "[gathering]") {
    const auto apart = entry("e9", "F1", 30h, cases::KeptApart{});
    CHECK(ids(fold({entry("e1", "B", 10h, call()), apart}, {episode(1, 10h)})) == Ids{"B", "F1"});
    CHECK(ids(fold({apart}, {same_fault(1, 8h), same_fault(2, 9h), same_fault(3, 10h)})) ==
          Ids{"F1", "F2<F3"});
}

TEST_CASE("people join cases by hand, and a circle is named", "[gathering]") {
    const std::vector<cases::CaseEntry> said{
        entry("e1", "B", 10h, call(CaseKind::complaint)),
        entry("e2", "B", 11h, cases::Joined{make::case_id("F1")}),
        entry("e3", "F2", 12h, cases::Joined{make::case_id("B")}),
        entry("e4", "F1", 13h, cases::Joined{make::case_id("F2")}),
        entry("e5", "F1", 14h, cases::Joined{make::case_id("X")}),
        entry("e6", "Y", 15h, cases::Joined{make::case_id("F1")})};
    const auto book = fold(said, {episode(1, 8h), episode(2, 8h)});
    CHECK(ids(book) == Ids{"F1<B<F2"});
    CHECK(book.odd == std::vector<cases::Odd>{{Oddity::no_such_case, make::entry_id("e5")},
                                              {Oddity::no_such_case, make::entry_id("e6")},
                                              {Oddity::joined_already, make::entry_id("e4")}});
    CHECK(book.cases.front().kind == CaseKind::fault);
    CHECK(book.cases.front().call.has_value());
}

TEST_CASE("an entry that is withdrawn counts no more, and its withdrawal is for good",
          "[gathering]") {
    std::vector<cases::CaseEntry> said{
        entry("e1", "F1", 9h, make::closing()),
        entry("e2", "F1", 8h, cases::Withdrawn{make::entry_id("e1")}),
        entry("e3", "F1", 10h, cases::Withdrawn{make::entry_id("e2")}),
        entry("e4", "F1", 10h, cases::Withdrawn{make::entry_id("none")})};
    const auto book = fold(said, {episode(1, 8h)});
    REQUIRE(book.cases.size() == 1);
    CHECK_FALSE(book.cases.front().closed);
    CHECK(book.cases.front().withdrawn == std::vector{said[0]});
    CHECK(book.odd ==
          std::vector<cases::Odd>{{Oddity::no_such_entry, make::entry_id("e4")},
                                  {Oddity::withdraws_a_withdrawal, make::entry_id("e3")}});
}

TEST_CASE("entries that make no sense are named, and nothing else is lost", "[gathering]") {
    const auto good = entry("e1", "B", 10h, call());
    auto same_id = entry("e1", "B", 11h, cases::Note{"later"});
    const auto book = fold(
        {good, good, same_id, entry("e2", "B", 12h, call()), entry("e3", "F5", 12h, call()),
         entry("e4", "C", 12h, call(CaseKind::fault)), entry("e5", "D", 12h, cases::Note{"?"})},
        {});
    CHECK(ids(book) == Ids{"B"});
    CHECK(book.cases.front().entries.size() == 2);
    CHECK(book.odd == std::vector<cases::Odd>{{Oddity::same_id, make::entry_id("e1")},
                                              {Oddity::no_such_case, make::entry_id("e3")},
                                              {Oddity::no_such_case, make::entry_id("e4")},
                                              {Oddity::no_such_case, make::entry_id("e5")},
                                              {Oddity::not_for_people, make::entry_id("e3")},
                                              {Oddity::not_for_people, make::entry_id("e4")},
                                              {Oddity::opened_twice, make::entry_id("e2")}});
}

namespace {

using Random = std::mt19937;

int pick(Random& random, int least, int most) {
    return std::uniform_int_distribution{least, most}(random);
}

cases::CaseId random_case(Random& random) {
    const char* known[] = {"F1", "F2", "F3", "F4", "F5", "F6", "F9", "B", "C", "X"};
    return make::case_id(known[pick(random, 0, 9)]);
}

cases::Said random_said(Random& random) {
    switch (pick(random, 0, 11)) {
        case 0:
            return call(CaseKind{static_cast<std::uint8_t>(pick(random, 0, 2))});
        case 1:
            return cases::Owned{.owner = "owner " + std::to_string(pick(random, 0, 3))};
        case 2:
            return cases::Note{std::to_string(pick(random, 0, 1))};
        case 3:
            return cases::Estimate{.ready = make::monday + 40h};
        case 4:
            return cases::Answer{.is_accepted = pick(random, 0, 1) == 1};
        case 5:
            return cases::Joined{random_case(random)};
        case 6:
            return cases::KeptApart{};
        case 7:
            return cases::Withdrawn{make::entry_id("e" + std::to_string(pick(random, 0, 20)))};
        case 8:
            return make::closing();
        case 9:
            return cases::Paused{cases::PauseReason{static_cast<std::uint8_t>(pick(random, 0, 5))}};
        case 10:
            return cases::Resumed{};
        default:
            return cases::Reached{cases::Stage{static_cast<std::uint8_t>(pick(random, 0, 7))}};
    }
}

}  // namespace

TEST_CASE(
    "whatever is entered in whichever order, the cases are always the same and nothing is "
    "lost",
    "[gathering]") {
    const auto seed = GENERATE(range(0U, 150U));
    INFO(seed);
    Random random{seed};
    std::vector<cases::CaseEpisode> episodes;
    for (int n = pick(random, 0, 6); n > 0; --n) {
        auto one = episode(static_cast<std::uint64_t>(n), pick(random, 0, 300) * 1h, {},
                           Action{static_cast<std::uint8_t>(pick(random, 1, 3))});
        one.key.spn = static_cast<std::uint32_t>(pick(random, 100, 102));
        one.root = static_cast<std::uint64_t>(pick(random, 0, 2) == 0 ? pick(random, 1, 7) : n);
        if (pick(random, 0, 1) == 0) {
            one.cleared = one.opened + pick(random, 0, 90) * 1h;
        }
        episodes.push_back(one);
    }
    std::vector<cases::CaseEntry> entries;
    for (int n = pick(random, 0, 20); n > 0; --n) {
        entries.push_back(entry("e" + std::to_string(pick(random, 0, 60)),
                                random_case(random).text(), pick(random, 0, 400) * 1h,
                                random_said(random)));
    }
    const auto book = fold(entries, episodes);
    for (int round = 0; round < 10; ++round) {
        std::ranges::shuffle(entries, random);
        std::ranges::shuffle(episodes, random);
        auto some = entries;
        if (!some.empty()) {
            some.push_back(some.front());  // twice
        }
        REQUIRE(fold(some, episodes) == book);
    }
    for (const auto& one : entries) {
        const bool stands = std::ranges::any_of(book.cases, [&](const auto& it) {
            return std::ranges::find(it.entries, one) != it.entries.end() ||
                   std::ranges::find(it.withdrawn, one) != it.withdrawn.end();
        });
        const bool is_named =
            std::ranges::find(book.odd, one.id, &cases::Odd::entry) != book.odd.end();
        const bool is_void = std::ranges::any_of(entries, [&](const auto& other) {
            const auto* withdrawal = std::get_if<cases::Withdrawn>(&other.said);
            return withdrawal != nullptr && withdrawal->entry == one.id;
        });
        const bool is_withdrawal = std::holds_alternative<cases::Withdrawn>(one.said);
        REQUIRE((stands || is_named || is_void || is_withdrawal));
    }
    for (const auto& one : book.cases) {
        REQUIRE(one.heard < Time::max());
        REQUIRE(book.find(one.id) == &one);
        for (const auto& joined : one.joined) {
            REQUIRE(book.find(joined) == &one);
        }
    }
}
