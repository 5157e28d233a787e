#include "backend/customers/coverage.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "backend/truck/registry.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::customers;

namespace {

PaperId paper_id(std::string_view text) {
    return PaperId::from(text).value();
}

// Two years from 2025 on, to 200,000 km, of engine and brakes.
Paper warranty() {
    return {.id = paper_id("W1"),
            .name = "basic",
            .from = make::day("2025-01-01"),
            .until = make::day("2026-12-31"),
            .most_m = 200'000'000,
            .systems = {"brakes", "engine"}};
}

Paper agreement() {
    return {.id = paper_id("gold"),
            .kind = PaperKind::agreement,
            .from = make::day("2026-01-01"),
            .until = make::day("2026-12-31"),
            .systems = {"engine"}};
}

truck::TruckRecord record() {
    return {.id = make::truck_id()};
}

CoverQuestion question(std::string_view at, std::optional<std::int64_t> odometer_m,
                       std::string system = "engine") {
    return {.at = make::time(at), .odometer_m = odometer_m, .system = std::move(system)};
}

PaperVerdict first(const std::vector<Paper>& papers, const CoverQuestion& asked) {
    return coverage(papers, record(), asked).front();
}

}  // namespace

TEST_CASE("a warranty covers to its last day and its last metre, and what it names", "[coverage]") {
    const auto [asked, covered, reason] = GENERATE(table<CoverQuestion, Covered, CoverReason>({
        {question("2026-06-01", 100'000'000), Covered::warranty, CoverReason::within},
        {question("2025-01-01", 0), Covered::warranty, CoverReason::within},
        {question("2026-12-31T23:59:59Z", 200'000'000), Covered::warranty, CoverReason::within},
        {question("2024-12-31T23:59:59Z", 1), Covered::no, CoverReason::not_yet},
        {question("2027-01-01", 1), Covered::no, CoverReason::ended},
        {question("2026-06-01", 200'000'001), Covered::no, CoverReason::too_far},
        {question("2026-06-01", 1, "cab"), Covered::no, CoverReason::other_system},
    }));
    const PaperVerdict verdict = first({warranty()}, asked);
    CHECK(verdict.covered == covered);
    CHECK(verdict.reason == reason);
    CHECK(verdict.paper == "W1");
    CHECK(verdict.until == make::day("2026-12-31"));
}

TEST_CASE("what nobody knows is unknown, and a refusal needs only what is known", "[coverage]") {
    CHECK(first({}, question("2026-06-01", 1)) == PaperVerdict{});
    const auto [asked, covered, reason] = GENERATE(table<CoverQuestion, Covered, CoverReason>({
        {question("2026-06-01", std::nullopt), Covered::unknown, CoverReason::odometer_unknown},
        {question("2026-06-01", 1, ""), Covered::unknown, CoverReason::system_unknown},
        {question("2027-01-01", std::nullopt, ""), Covered::no, CoverReason::ended},
        {question("2026-06-01", 300'000'000, ""), Covered::no, CoverReason::too_far},
        {question("2026-06-01", std::nullopt, "cab"), Covered::no, CoverReason::other_system},
    }));
    const PaperVerdict verdict = first({warranty()}, asked);
    CHECK(verdict.covered == covered);
    CHECK(verdict.reason == reason);
}

TEST_CASE("a paper without bounds of distance and system asks for neither", "[coverage]") {
    Paper whole = warranty();
    whole.most_m.reset();
    whole.systems.clear();
    CHECK(first({whole}, question("2026-06-01", std::nullopt, "")).covered == Covered::warranty);
    whole.is_withdrawn = true;
    CHECK(first({whole}, question("2026-06-01", std::nullopt, "")) == PaperVerdict{});
}

TEST_CASE("who pays comes before who perhaps pays, the warranty before the agreement",
          "[coverage]") {
    const auto asked = question("2026-06-01", 1);
    const auto both = coverage({agreement(), warranty()}, record(), asked);
    REQUIRE(both.size() == 2);
    CHECK(both[0].covered == Covered::warranty);
    CHECK(both[1].covered == Covered::agreement);
    Paper ended = warranty();
    ended.until = make::day("2025-12-31");
    CHECK(first({ended, agreement()}, asked).covered == Covered::agreement);
    Paper perhaps = warranty();
    perhaps.id = paper_id("W2");
    CHECK(first({ended, perhaps}, question("2026-06-01", std::nullopt)).covered ==
          Covered::unknown);
    Paper longer = warranty();
    longer.id = paper_id("W2");
    longer.until = make::day("2028-12-31");
    CHECK(first({warranty(), longer}, asked).paper == "W2");
}

TEST_CASE("an agreement of another time is not even named: it may be another customer's",
          "[coverage]") {
    CHECK(first({agreement()}, question("2025-06-01", 1)) == PaperVerdict{});
    CHECK(first({agreement()}, question("2027-06-01", 1)) == PaperVerdict{});
    CHECK(first({agreement()}, question("2026-06-01", 1, "cab")).reason ==
          CoverReason::other_system);
}

TEST_CASE("an agreement of which nobody has entered what is in it leaves unknown", "[coverage]") {
    truck::TruckRecord with = record();
    with.agreement = "gold";
    const auto asked = question("2027-06-01", 1);
    const auto known = coverage({warranty()}, with, asked);
    REQUIRE(known.size() == 2);
    CHECK(known[0].covered == Covered::unknown);
    CHECK(known[0].reason == CoverReason::items_unknown);
    CHECK(known[0].name == "gold");
    CHECK(coverage({warranty(), agreement()}, with, asked).front().reason == CoverReason::ended);
    with.agreement_until = make::day("2027-05-31");
    CHECK(coverage({warranty()}, with, asked).front().reason == CoverReason::ended);
}

TEST_CASE("months end on the day before theirs", "[coverage]") {
    const auto [from, months, until] = GENERATE(table<std::string, int, std::string>({
        {"2026-01-15", 24, "2028-01-14"},
        {"2026-01-01", 12, "2026-12-31"},
        {"2026-01-31", 1, "2026-02-28"},
        {"2024-02-29", 12, "2025-02-28"},
        {"2024-02-29", 48, "2028-02-28"},
    }));
    CHECK(last_day(make::day(from), months) == make::day(until));
}
