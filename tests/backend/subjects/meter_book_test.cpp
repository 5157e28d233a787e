#include "backend/truck/meter_book.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/truck/quiet_days.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using make::after;
using make::below;
using make::cluster_245;
using make::engine_917;
using make::reading;
using truck::DatedReading;
using truck::LifeAt;
using truck::MeterBook;
using truck::QuietDays;

namespace {

constexpr std::int64_t daily = 300'000;  // m

struct Kept {
    MeterBook book{MeterKind::odometer};
    make::Shelf shelf;

    void add(const DatedReading& one) { shelf.add(book, one); }
    void set(const truck::Level& level) {
        shelf.remember(book, level.at);
        book.set(level);
        shelf.take_rows_of(book);
        book.forget_past();
    }
    void observe(const QuietDays& quiet) {
        if (book.needs_past(quiet)) {
            book.remember(shelf.days());
        }
        book.observe(quiet);
        shelf.take_rows_of(book);
        book.forget_past();
    }
    std::optional<LifeAt> life_at(Time at) {
        shelf.remember(book, at);
        const auto life = book.life_at(at);
        book.forget_past();
        return life;
    }
};

Kept driven(int days) {
    Kept kept;
    for (int day = 0; day <= days; ++day) {
        kept.add(reading(engine_917, after(day), day * daily));
    }
    return kept;
}

// Three sources, typing errors, a replaced cluster, a rollback; readings hours or days apart.
std::vector<DatedReading> random_life(make::Random& random) {
    const std::vector<MeterSource> sources{engine_917, cluster_245, truck::by_hand};
    std::vector<std::int64_t> offsets{0, 98'000'000, 0};
    std::vector<DatedReading> all;
    std::int64_t truth = 50'000'000;
    double hours = 0;
    for (int i = 0; i < 150; ++i) {
        hours += static_cast<double>(make::below(random, 2'000)) / 100;
        truth += static_cast<std::int64_t>(make::below(random, 300'000));
        const auto which = make::below(random, sources.size());
        if (make::below(random, 40) == 0) {
            offsets[which] = static_cast<std::int64_t>(make::below(random, 9'000'000)) - truth;
        }
        const bool is_wrong = make::below(random, 12) == 0;
        const auto wrong = static_cast<std::int64_t>(make::below(random, 900'000'000));
        all.push_back(
            reading(sources[which], after(0, hours),
                    is_wrong ? wrong : std::max<std::int64_t>(0, truth + offsets[which])));
    }
    return all;
}

}  // namespace

TEST_CASE("what comes late gives the state of what came on time, whatever it is", "[meter_book]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto all = random_life(random);
    Kept on_time;
    for (const auto& one : all) {
        on_time.add(one);
    }
    all.insert(all.end(), all.begin(), all.begin() + 20);
    std::ranges::shuffle(all, random);
    Kept late;
    for (const auto& one : all) {
        late.add(one);
    }
    CHECK(late.book == on_time.book);
    CHECK(late.shelf.days() == on_time.shelf.days());
    for (int day = -10; day < 70; day += 7) {
        CHECK(late.life_at(after(day, 9)) == on_time.life_at(after(day, 9)));
    }
}

TEST_CASE("a calendar gives the same state whenever it is entered", "[meter_book]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto all = random_life(random);
    std::vector<truck::QuietSpan> spans;
    for (auto from = static_cast<double>(make::below(random, 40)); from < 80;
         from += 15 + static_cast<double>(make::below(random, 40))) {
        spans.push_back({.from = after(from), .until = after(from + 10)});
    }
    const auto quiet = QuietDays::from(spans).value();
    Kept before;
    before.observe(QuietDays::from({{after(3), after(9)}}).value());
    before.observe(quiet);
    Kept later;
    const auto when = make::below(random, all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        before.add(all[i]);
        later.add(all[i]);
        if (i == when) {
            later.observe(quiet);
            later.book = MeterBook(later.book.stored());
        }
    }
    CHECK(later.book == before.book);
    CHECK(later.book.now() == before.book.now());
}

TEST_CASE("a shutdown that the calendar knows of does not slow the rate", "[meter_book]") {
    const auto rate_after_shutdown = [](bool is_known) {
        Kept kept = driven(60);
        for (int day = 70; day <= 72; ++day) {
            kept.add(reading(engine_917, after(day), (day - 10) * daily));
        }
        if (is_known) {
            kept.observe(QuietDays::from({{after(60), after(70), 0.01}}).value());
        }
        return *kept.book.now().followed()->meter.own_rate();
    };
    CHECK(rate_after_shutdown(true) == Approx(300).epsilon(0.01));
    CHECK(rate_after_shutdown(false) < 285);
}

TEST_CASE("a book goes on from what is stored of it", "[meter_book]") {
    const auto seed = GENERATE(take(50, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    const auto all = random_life(random);
    Kept one;
    Kept other;
    for (const auto& each : all) {
        one.add(each);
        other.add(each);
        other.book = MeterBook(other.book.stored());
    }
    CHECK(other.book == one.book);
    CHECK(other.book.now() == one.book.now());
}

TEST_CASE("a long day's drive is believed at every minute, however little it drove before",
          "[meter_book]") {
    const auto usual_km = GENERATE(0, 2, 500);
    const auto km_per_hour = GENERATE(60, 100);
    MeterBook book(MeterKind::odometer);
    std::int64_t shown = 300'000'000;
    for (int day = 0; day < 40; ++day) {
        book.add(reading(engine_917, after(day, 8), shown));
        shown += usual_km * 1'000;
        book.add(reading(engine_917, after(day, 18), shown));
    }
    int behind = 0;
    for (int minute = 0; minute < 12 * 60; ++minute) {
        shown += km_per_hour * 1'000 / 60;
        const bool is_wrong = minute == 300;
        book.add(reading(engine_917, after(40, 7 + minute / 60.0), is_wrong ? 900'000'000 : shown));
        behind += book.now().life->value == shown ? 0 : 1;
    }
    CHECK(behind == 1);  // the minute of the typing error
    book.add(reading(engine_917, after(41, 8), shown + 1'000));
    CHECK(book.now().life->value == shown + 1'000);
    CHECK(book.now().tracks.front().epochs.size() == 1);
}

TEST_CASE("life at a past moment lies between the readings around it", "[meter_book]") {
    auto kept = driven(30);
    CHECK(kept.life_at(after(29, 12)) == LifeAt{29 * daily + daily / 2, false});
    CHECK(kept.life_at(after(12, 12)) == LifeAt{12 * daily + daily / 2, true});
    CHECK(kept.life_at(after(35)) == LifeAt{30 * daily, false});
    CHECK_FALSE(Kept{}.life_at(after(1)));
}

TEST_CASE("before the first reading life goes back at the truck's early rate", "[meter_book]") {
    CHECK_FALSE(driven(5).life_at(after(-10))->is_final);
    auto kept = driven(30);
    CHECK(kept.life_at(after(-10)) == LifeAt{-10 * daily, true});
    for (int day = 31; day < 90; ++day) {
        kept.add(reading(engine_917, after(day), 30 * daily + (day - 30) * 3 * daily));
    }
    CHECK(kept.life_at(after(-10)) == LifeAt{-10 * daily, true});
}

TEST_CASE("a reading by hand of a past day fills what the bus has not told", "[meter_book]") {
    auto kept = driven(20);
    for (int day = 50; day <= 60; ++day) {
        kept.add(reading(engine_917, after(day), day * daily));
    }
    CHECK(kept.life_at(after(35))->life == 35 * daily);
    for (int day = 30; day < 50; day += 2) {
        kept.add(reading(truck::by_hand, after(day), 20 * daily + (day - 20) * daily / 10));
    }
    CHECK(kept.life_at(after(40))->life < 24 * daily);
    CHECK(kept.book.now().life->value >= 50 * daily);
}

TEST_CASE("a person's word opens the epoch that readings would have opened later", "[meter_book]") {
    auto kept = driven(30);
    const auto shown = [](int day) { return 7'000'000 + (day - 31) * daily; };
    kept.add(reading(engine_917, after(31), shown(31)));
    CHECK(kept.book.now().life->value == 30 * daily);
    SECTION("confirmed at once") {
        kept.set({.at = after(31), .source = engine_917, .shown = shown(31)});
        kept.add(reading(engine_917, after(32), shown(32)));
        CHECK(kept.book.now().life->value == 31 * daily);
    }
    SECTION("corrected: what was driven while nobody counted") {
        kept.set({.at = after(31), .source = engine_917, .shown = shown(31), .life = 31 * daily});
        kept.add(reading(engine_917, after(32), shown(32)));
        CHECK(kept.book.now().life->value == 32 * daily);
    }
    SECTION("on an earlier day, when all is long settled, and taken back again") {
        for (int day = 32; day <= 45; ++day) {
            kept.add(reading(engine_917, after(day), shown(day)));
        }
        const auto before = kept.book;
        CHECK(before.now().life->value == 44 * daily);
        truck::Level level{.at = after(30, 12),
                           .source = engine_917,
                           .shown = shown(31) - daily / 2,
                           .life = 30 * daily + daily / 2};
        kept.set(level);
        CHECK(kept.book.now().life->value == 45 * daily);
        CHECK(kept.life_at(after(40))->life == 40 * daily);
        level.is_withdrawn = true;
        kept.set(level);
        CHECK(kept.book.now() == before.now());
    }
}

TEST_CASE("a person's word never hangs on when it comes", "[meter_book]") {
    const auto seed = GENERATE(take(100, random(0, 1 << 30)));
    INFO(seed);
    make::Random random(static_cast<std::uint64_t>(seed));
    auto all = random_life(random);
    std::vector<truck::Level> levels;
    for (int i = 0; i < 6; ++i) {
        const auto& one = all.at(static_cast<std::size_t>(i) * 25 + below(random, 25));
        levels.push_back({.at = one.at - std::chrono::minutes{1},
                          .source = i % 3 == 0 ? std::nullopt : std::optional{one.source},
                          .shown = one.value,
                          .life = i % 2 == 0 ? std::nullopt : std::optional{one.value + 1'000},
                          .is_withdrawn = i == 5});
    }
    Kept after_all;
    Kept between;
    std::size_t next = 0;
    for (const auto& one : all) {
        after_all.add(one);
        between.add(one);
        if (next < levels.size() && below(random, 25) == 0) {
            between.set(levels.at(next++));
        }
    }
    for (; next < levels.size(); ++next) {
        between.set(levels.at(next));
    }
    std::ranges::shuffle(levels, random);
    for (const auto& level : levels) {
        after_all.set(level);
    }
    CHECK(between.book == after_all.book);
    CHECK(between.shelf.days() == after_all.shelf.days());
}

TEST_CASE("what is refused changes nothing but its count", "[meter_book]") {
    auto kept = driven(10);
    const auto now = kept.book.now();
    kept.book.refuse({.source = engine_917,
                      .reading = {.reading = {.at = after(11), .value = -1},
                                  .reason = truck::HeldReason::impossible}});
    CHECK(kept.book.now() == now);
    CHECK(kept.book.refused_count() == 1);
}
