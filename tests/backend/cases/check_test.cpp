#include "backend/cases/check.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::Closed;
using make::call;
using make::entry;
using make::episode;
using make::monday;

namespace {

using Said = std::vector<cases::CaseEntry>;

// What is said to an entry at 12:00 on a truck with one call, B, and one fault of its own, F7.
std::string error(const cases::CaseEntry& entered, Said said = {}) {
    said.push_back(entry("e0", "B", 8h, call()));
    const auto book = cases::fold(said, {episode(7, -90h)});
    const auto good = cases::check(book, entered, monday + 12h);
    return good ? "" : good.error().message;
}

std::string closing_error(auto change) {
    Closed closed = make::closing();
    change(closed);
    return error(entry("e1", "B", 10h, closed));
}

}  // namespace

TEST_CASE("what makes sense may be entered", "[check]") {
    const auto said =
        GENERATE(as<cases::Said>{}, cases::Reached{}, cases::Owned{.owner = "Li"}, cases::Note{"?"},
                 cases::Link{.url = "https://a", .title = "photo"}, cases::NextStep{.words = "tow"},
                 cases::Paused{}, cases::Estimate{}, cases::Answer{}, make::closing(),
                 cases::Withdrawn{make::entry_id("e0")}, cases::Joined{make::case_id("F7")});
    CHECK(error(entry("e1", "B", 10h, said)) == "");
    CHECK(error(entry("e1", "C", 10h, call())) == "");
    CHECK(error(entry("e1", "F7", 10h, cases::KeptApart{})) == "");
    CHECK(error(entry("e1", "B", -900h, cases::Reached{})) == "");  // late and out of order
}

TEST_CASE("a closing needs its cause, action, labour, cost and who pays", "[check]") {
    CHECK(closing_error([](Closed&) {}) == "");
    CHECK(closing_error([](Closed& closed) { closed.parts.clear(); }) == "");
    CHECK(closing_error([](Closed& closed) { closed.cause = ""; }) == "expected a cause");
    CHECK(closing_error([](Closed& closed) { closed.action = ""; }) == "expected what was done");
    CHECK(closing_error([](Closed& closed) { closed.parts = {"a", ""}; }) ==
          "expected each part's name");
    CHECK(closing_error([](Closed& closed) { closed.parts.assign(201, "a"); }) ==
          "expected at most 200 parts");
    CHECK(closing_error([](Closed& closed) { closed.labour_min.reset(); }) ==
          "expected minutes of labour, 0 for none");
    CHECK(closing_error([](Closed& closed) { closed.labour_min = -1; }) ==
          "expected minutes of labour, 0 for none");
    CHECK(closing_error([](Closed& closed) { closed.cost_minor = {}; }) ==
          "expected a cost, 0 for none");
    CHECK(closing_error([](Closed& closed) { closed.cost_minor = -5; }) ==
          "expected a cost, 0 for none");
    CHECK(closing_error([](Closed& closed) { closed.currency = "Yuan"; }) ==
          "expected a currency as CNY");
    CHECK(closing_error([](Closed& closed) { closed.currency = "cny"; }) ==
          "expected a currency as CNY");
    CHECK(closing_error([](Closed& closed) { closed.paid_by = {}; }) ==
          "expected who pays: customer, warranty, agreement, goodwill");
}

TEST_CASE("what names nothing, comes twice or lies ahead is refused with words", "[check]") {
    const auto note = [](std::string_view id, std::string_view about, Duration at) {
        return entry(id, about, at, cases::Note{"?"});
    };
    CHECK(error(note("e1", "X", 10h)) == "expected a case of this truck, got \"X\"");
    CHECK(error(note("e0", "B", 10h)) == "expected an entry's id that is free, got \"e0\"");
    CHECK(error(note("e1", "B", 12h + 5min)) == "");
    CHECK(error(note("e1", "B", 12h + 6min)) ==
          "expected a time that is not ahead, got 2026-11-23T12:06:00Z");
    CHECK(error(entry("e1", "B", 10h, call())) ==
          "expected an id that is free and not one of a fault, got \"B\"");
    CHECK(error(entry("e1", "F9", 10h, call())) ==
          "expected an id that is free and not one of a fault, got \"F9\"");
    CHECK(error(entry("e1", "C", 10h, call(cases::CaseKind::fault))) ==
          "expected a breakdown or a complaint: a fault opens its case itself");
    auto nobodys = note("e1", "B", 10h);
    nobodys.by = "";
    CHECK(error(nobodys) == "expected who says it");
}

TEST_CASE("an entry is held against the words it needs and their bounds", "[check]") {
    const auto b = [](cases::Said said) { return error(entry("e1", "B", 10h, std::move(said))); };
    CHECK(b(cases::Note{""}) == "expected words");
    CHECK(b(cases::Note{std::string(4'001, 'a')}) ==
          "expected words of at most 4000 bytes, got 4001");
    CHECK(b(cases::Owned{.owner = ""}) == "expected an owner");
    CHECK(b(cases::NextStep{}) == "expected a next step");
    CHECK(b(cases::Link{.url = "javascript:alert(1)"}) ==
          "expected a link that begins with https:// or http://");
    CHECK(b(cases::Link{.url = "https://"}) ==
          "expected a link that begins with https:// or http://");
    CHECK(b(cases::Resumed{}) == "expected a case that is paused");
    CHECK(b(cases::Joined{make::case_id("X")}) == "expected a case to join, got \"X\"");
    CHECK(b(cases::Joined{make::case_id("B")}) ==
          "expected another case to join than the one itself");
    CHECK(b(cases::KeptApart{}) == "expected a fault to keep apart");
    CHECK(b(cases::Withdrawn{make::entry_id("e9")}) ==
          "expected an entry of this case to withdraw, got \"e9\"");
    CHECK(b(cases::Paused{.words = std::string(4'001, 'a')}) ==
          "expected words of at most 4000 bytes, got 4001");
    auto nobody = call();
    nobody.caller = "";
    CHECK(error(entry("e1", "C", 10h, nobody)) == "expected who called");
    CHECK(error(entry("e2", "B", 11h, cases::Resumed{}),
                {entry("e1", "B", 10h, cases::Paused{})}) == "");
}

TEST_CASE("of a closed case one may still say what happened before, note, and withdraw",
          "[check]") {
    const Said closed{entry("e1", "B", 10h, make::closing())};
    const auto after = [&](Duration at, cases::Said said) {
        return error(entry("e2", "B", at, std::move(said)), closed);
    };
    CHECK(after(9h, cases::Reached{}) == "");
    CHECK(after(11h, cases::Note{"thanks"}) == "");
    CHECK(after(11h, cases::Withdrawn{make::entry_id("e1")}) == "");
    CHECK(after(11h, cases::Reached{}) ==
          "expected a case that is open: withdraw its closing first");
    CHECK(after(9h, make::closing()) ==
          "expected a case that is not closed yet: withdraw its closing first");
}

TEST_CASE("there is a last place about each case, and it is for the closing", "[check]") {
    Said said;
    for (std::size_t i = 3; i < cases::most_entries; ++i) {
        said.push_back(entry("n" + std::to_string(i), "B", 9h, cases::Note{std::to_string(i)}));
    }
    CHECK(error(entry("e1", "B", 10h, cases::Note{"?"}), said) == "");
    said.push_back(entry("n1", "B", 9h, cases::Note{"1"}));  // with the call: 499
    CHECK(error(entry("e1", "B", 10h, cases::Note{"?"}), said) ==
          "expected at most 500 entries about a case");
    CHECK(error(entry("e1", "F7", 10h, cases::Note{"?"}), said) == "");
    CHECK(error(entry("e1", "B", 10h, make::closing()), said) == "");
}

TEST_CASE("the entries that are kept are always the same, in whichever order they come",
          "[check]") {
    Said all;
    for (int i = 0; i < 520; ++i) {
        all.push_back(entry("b" + std::to_string(i), "B", (i * 37 % 520) * 1h,
                            cases::Note{std::to_string(i)}));
        if (i < 40) {
            all.push_back(entry("c" + std::to_string(i), "C", i * 1h, cases::Note{"?"}));
        }
    }
    cases::CaseEntries expected;
    for (const auto& one : all) {
        expected.enter(one);
    }
    CHECK(expected.kept.size() == 540);
    CHECK(expected.too_many == 20);
    CHECK(expected.kept.back().at == monday + 499h);
    std::mt19937 random{7};
    for (int round = 0; round < 5; ++round) {
        std::ranges::shuffle(all, random);
        cases::CaseEntries kept;
        for (const auto& one : all) {
            kept.enter(one);
        }
        REQUIRE(kept == expected);
        kept.enter(kept.kept.front());
        REQUIRE(kept == expected);
    }
}
