#include "backend/customers/care/contacts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "backend/customers/care/timetable.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using care::Cap;
using care::plan_contacts;
using care::PlannedContact;
using care::Wish;
using make::day;
using std::chrono::days;

namespace {

constexpr Cap cap{.most = 2, .in_days = 30, .apart_days = 7};

Wish wish(const std::string& from, const std::string& on, const std::string& until,
          int priority = 0) {
    return {.from = day(from), .on = day(on), .until = day(until), .priority = priority};
}

std::vector<std::string> days_of(const std::vector<PlannedContact>& plan) {
    std::vector<std::string> all;
    for (const PlannedContact& contact : plan) {
        all.push_back(iso(contact.day));
    }
    return all;
}

// By counting: for each window of `in_days`, and each pair of days.
bool is_kept(const Cap& limits, std::vector<Day> contacts) {
    std::sort(contacts.begin(), contacts.end());
    for (std::size_t i = 0; i < contacts.size(); ++i) {
        int within = 0;
        for (const Day other : contacts) {
            within += static_cast<int>(contacts[i] <= other &&
                                       other < contacts[i] + days{limits.in_days});
        }
        if (within > limits.most) {
            return false;
        }
        if (i > 0 && contacts[i] - contacts[i - 1] < days{limits.apart_days}) {
            return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("one wish is called about on its best day, or today where that is past") {
    const std::vector<Wish> wishes{wish("2026-06-01", "2026-06-05", "2026-06-10")};
    CHECK(days_of(plan_contacts(wishes, {}, cap, day("2026-05-20"))) ==
          std::vector<std::string>{"2026-06-05"});
    CHECK(days_of(plan_contacts(wishes, {}, cap, day("2026-06-08"))) ==
          std::vector<std::string>{"2026-06-08"});
}

TEST_CASE("wishes whose days meet are one contact") {
    const auto plan = plan_contacts({wish("2026-06-01", "2026-06-05", "2026-06-10"),
                                     wish("2026-06-04", "2026-06-12", "2026-06-20"),
                                     wish("2026-06-11", "2026-06-15", "2026-06-18")},
                                    {}, cap, day("2026-06-01"));
    REQUIRE(plan.size() == 2);
    CHECK(plan[0].wishes == std::vector<std::size_t>{0});
    CHECK(plan[1].wishes == std::vector<std::size_t>{1, 2});
    CHECK(iso(plan[1].day) == "2026-06-15");
}

TEST_CASE("who was called yesterday is not called today, but within the wish's days") {
    const auto plan = plan_contacts({wish("2026-06-01", "2026-06-05", "2026-06-12")},
                                    {day("2026-06-04")}, cap, day("2026-06-05"));
    CHECK(days_of(plan) == std::vector<std::string>{"2026-06-11"});
    CHECK(plan[0].late.empty());
}

TEST_CASE("rather a day before the best one than past the last one") {
    const auto plan = plan_contacts({wish("2026-06-01", "2026-06-09", "2026-06-10")},
                                    {day("2026-06-14")}, cap, day("2026-06-01"));
    CHECK(days_of(plan) == std::vector<std::string>{"2026-06-07"});
}

TEST_CASE("what the cap leaves no day for comes later, and says so") {
    const auto plan = plan_contacts({wish("2026-06-10", "2026-06-12", "2026-06-15")},
                                    {day("2026-05-20"), day("2026-06-01")}, cap, day("2026-06-10"));
    CHECK(days_of(plan) == std::vector<std::string>{"2026-06-19"});
    CHECK(plan[0].late == std::vector<std::size_t>{0});
    CHECK_FALSE(plan[0].is_over_cap);
}

TEST_CASE("of two that cannot both have the day, the one with the higher priority has it") {
    const auto plan = plan_contacts({wish("2026-06-05", "2026-06-05", "2026-06-05", 1),
                                     wish("2026-06-03", "2026-06-03", "2026-06-05", 9)},
                                    {}, cap, day("2026-06-01"));
    REQUIRE(plan.size() == 2);
    CHECK(iso(plan[0].day) == "2026-06-03");
    CHECK(plan[0].wishes == std::vector<std::size_t>{1});
    CHECK(plan[1].late == std::vector<std::size_t>{0});
}

TEST_CASE("a complaint is answered today whatever the cap says, and others join it") {
    Wish complaint = wish("2026-06-05", "2026-06-05", "2026-06-06");
    complaint.ignores_cap = true;
    const auto plan = plan_contacts({wish("2026-06-01", "2026-06-10", "2026-06-20"), complaint},
                                    {day("2026-06-03"), day("2026-06-04")}, cap, day("2026-06-05"));
    REQUIRE(plan.size() == 1);
    CHECK(iso(plan[0].day) == "2026-06-05");
    CHECK(plan[0].wishes == std::vector<std::size_t>{0, 1});
    CHECK(plan[0].is_over_cap);
}

TEST_CASE("what can wait for the call about a complaint waits for it") {
    Wish complaint = wish("2026-06-12", "2026-06-12", "2026-06-13");
    complaint.ignores_cap = true;
    const auto plan = plan_contacts({wish("2026-06-01", "2026-06-10", "2026-06-12"), complaint}, {},
                                    cap, day("2026-06-01"));
    CHECK(days_of(plan) == std::vector<std::string>{"2026-06-12"});
}

TEST_CASE("two that are overdue are one contact") {
    const auto plan = plan_contacts({wish("2026-05-01", "2026-05-02", "2026-05-03"),
                                     wish("2026-05-11", "2026-05-12", "2026-05-13")},
                                    {day("2026-06-04")}, cap, day("2026-06-05"));
    CHECK(days_of(plan) == std::vector<std::string>{"2026-06-11"});
    CHECK(plan[0].late == std::vector<std::size_t>{0, 1});
}

TEST_CASE("on a day with a contact one more is over the cap") {
    CHECK_FALSE(care::is_within(cap, {day("2026-06-05")}, day("2026-06-05")));
    CHECK_FALSE(care::is_within(cap, {day("2026-06-05")}, day("2026-06-11")));
    CHECK(care::is_within(cap, {day("2026-06-05")}, day("2026-06-12")));
    CHECK_FALSE(care::is_within(cap, {day("2026-06-05"), day("2026-06-12")}, day("2026-07-04")));
    CHECK(care::is_within(cap, {day("2026-06-05"), day("2026-06-12")}, day("2026-07-05")));
}

TEST_CASE("whatever is wished: each wish once, the cap is kept, and late means that it had to be") {
    for (unsigned seed = 1; seed <= 600; ++seed) {
        std::mt19937 random(seed);
        const auto draw = [&random](int most) {
            return std::uniform_int_distribution<int>(0, most)(random);
        };
        const Cap limits{.most = 1 + draw(3), .in_days = 1 + draw(40), .apart_days = 1 + draw(9)};
        const Day today = day("2026-06-01");
        std::vector<Day> had;
        for (int back = 60; back > 0; back -= 1 + draw(30)) {
            if (care::is_within(limits, had, today - days{back})) {
                had.push_back(today - days{back});
            }
        }
        std::vector<Wish> wishes;
        for (int i = 1 + draw(7); i > 0; --i) {
            const Day from = today + days{draw(80) - 30};
            const Day on = from + days{draw(8)};
            wishes.push_back({.from = from,
                              .on = on,
                              .until = on + days{draw(20)},
                              .priority = draw(3),
                              .ignores_cap = draw(9) == 0});
        }
        const auto plan = plan_contacts(wishes, had, limits, today);
        std::vector<int> given(wishes.size());
        std::vector<Day> capped = had;
        bool has_exempt = false;
        for (std::size_t i = 0; i < plan.size(); ++i) {
            REQUIRE(plan[i].day >= today);
            REQUIRE((i == 0 || plan[i - 1].day < plan[i].day));
            for (const std::size_t index : plan[i].wishes) {
                ++given[index];
                const Wish& one = wishes[index];
                REQUIRE((plan[i].day >= one.from || one.ignores_cap));
                const bool is_late =
                    std::count(plan[i].late.begin(), plan[i].late.end(), index) > 0;
                REQUIRE(is_late == (one.until < plan[i].day));
                has_exempt |= one.ignores_cap;
                // It is late only where no day of its own was free for a contact by itself.
                for (Day free = std::max(one.from, today); is_late && free <= one.until;
                     free += days{1}) {
                    std::vector<Day> all = had;
                    for (const PlannedContact& other : plan) {
                        all.push_back(other.day);
                    }
                    REQUIRE_FALSE(care::is_within(limits, all, free));
                }
            }
            if (!plan[i].is_over_cap) {
                capped.push_back(plan[i].day);
            }
        }
        REQUIRE(std::all_of(given.begin(), given.end(), [](int times) { return times == 1; }));
        REQUIRE(is_kept(limits, capped));
        if (!has_exempt) {
            REQUIRE(std::none_of(plan.begin(), plan.end(),
                                 [](const PlannedContact& one) { return one.is_over_cap; }));
        }
    }
}
