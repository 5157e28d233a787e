#include "backend/exchange/words.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string_view>

#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/customers/ledger.hpp"
#include "backend/due/due.hpp"
#include "backend/exchange/cover_words.hpp"
#include "backend/exchange/say/alert_words.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/registry.hpp"
#include "common/report.hpp"
#include "common/wire/text.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

template <class Enum>
void check_all(int count) {
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<Enum>(i);
        INFO(i);
        CHECK_FALSE(word(value, Language::zh).empty());
        CHECK_FALSE(word(value, Language::en).empty());
        CHECK_FALSE(is_ascii(word(value, Language::zh)));
        CHECK(is_ascii(word(value, Language::en)));
        CHECK(wire::is_text(word(value, Language::zh)));
    }
}

}  // namespace

TEST_CASE("every word is there in both languages", "[words]") {
    check_all<Word>(static_cast<int>(Word::count));
    check_all<due::DueState>(5);
    check_all<due::Criterion>(5);
    check_all<faults::Action>(4);
    check_all<faults::EpisodeState>(3);
    check_all<truck::Tier>(3);
    check_all<MeterKind>(3);
    check_all<truck::HeldReason>(6);
    check_all<AlertWord>(static_cast<int>(AlertWord::count));
    check_all<customers::AlertKind>(6);
    check_all<customers::AlertState>(3);
    check_all<customers::AlertActive>(3);
    check_all<customers::Outcome>(6);
    check_all<customers::Covered>(4);
    CHECK(word(customers::Untold::nobody_in_scope, Language::en) == "nobody to tell");
    CHECK(word(customers::Untold::nobody_was_told, Language::zh) == "此前未通知过任何人");
}

TEST_CASE(
    "a rule is called by its name in the reader's language, else by the other, else by its key",
    "[words]") {
    CHECK(rule_name("code_alone", {}, Language::en) == "code alone");
    CHECK(rule_name("code_alone", {}, Language::zh) == "仅有故障码");
    faults::Rule own;
    own.key = "noise";
    own.name_zh = "噪声";
    CHECK(rule_name("noise", std::vector{own}, Language::en) == "噪声");
    CHECK(rule_name("noise", {}, Language::en) == "noise");
}

TEST_CASE("words stand with what they mean", "[words]") {
    CHECK(word(due::DueState::overdue, Language::en) == "overdue");
    CHECK(word(due::DueState::overdue, Language::zh) == "超期");
    CHECK(word(faults::Action::stop_now, Language::zh) == "立即停车");
    CHECK(word(Word::hours, Language::en) == "h");
    CHECK(word(Word::truck, Language::zh) == "车辆");
    CHECK(word(truck::Tier::vip, Language::en) == "VIP");
    CHECK(word(Word::hours, Language::zh) == "小时");
    CHECK(word(Word::last_time, Language::en) == "last one");
    CHECK(word(MeterKind::fuel_used, Language::en) == "fuel used");
    CHECK(word(truck::HeldReason::impossible, Language::en) == "impossible");
}

TEST_CASE("a language is zh or en", "[words]") {
    CHECK(language_of("zh") == Language::zh);
    CHECK(language_of("en") == Language::en);
    CHECK_FALSE(language_of("de"));
    CHECK_FALSE(language_of(""));
}
