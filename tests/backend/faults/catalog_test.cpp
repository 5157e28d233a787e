#include "backend/faults/catalog/catalog.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

using namespace roadworthy;
using namespace roadworthy::faults;

namespace {

// Of UTF-8, not of bytes.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

bool holds_any(std::string_view text, std::string_view characters) {
    return text.find_first_of(characters) != std::string_view::npos;
}

bool is_chinese(std::string_view text) {
    return std::ranges::any_of(text, [](char byte) { return (byte & 0x80) != 0; });
}

struct Limits {
    std::size_t zh;
    std::size_t en;
};

// What is wrong with a text that is one or more sentences; empty: nothing.
std::string wrong_with_sentences(const Both& text, Limits most) {
    if (!text.zh.ends_with("。") || !text.en.ends_with('.')) {
        return "no full stop";
    }
    if (characters(text.zh) > most.zh || characters(text.en) > most.en) {
        return "too long";
    }
    if (!is_chinese(text.zh) || is_chinese(text.en)) {
        return "wrong language";
    }
    return holds_any(text.zh, ",;:!?()") || holds_any(text.en, "\t") ? "wrong punctuation" : "";
}

std::string wrong_with_name(const Both& text, Limits most) {
    if (characters(text.zh) > most.zh || characters(text.en) > most.en || text.zh.empty() ||
        text.en.empty()) {
        return "too long, or empty";
    }
    if (!is_chinese(text.zh) || is_chinese(text.en)) {
        return "wrong language";
    }
    if (holds_any(text.zh, ",;:!?().") || holds_any(text.en, ";:!?.")) {
        return "wrong punctuation";
    }
    return text.zh.ends_with("。") || text.en.ends_with(' ') ? "wrong end" : "";
}

}  // namespace

TEST_CASE("the SPNs stand in order, each once, and there are 600 at least", "[catalog]") {
    const auto words = all_spn_words();
    CHECK(words.size() >= 600);
    CHECK(std::ranges::is_sorted(words, std::ranges::less_equal{}, &SpnWords::spn));
    CHECK(std::ranges::adjacent_find(words, {}, &SpnWords::spn) == words.end());
}

TEST_CASE("no two SPNs have the same name in one language", "[catalog]") {
    const Tongue tongue = GENERATE(Tongue::zh, Tongue::en);
    std::set<std::string_view> names;
    for (const SpnWords& words : all_spn_words()) {
        INFO(words.spn << ' ' << words.name.in(tongue));
        CHECK(names.insert(words.name.in(tongue)).second);
    }
}

TEST_CASE("the words of every SPN are short whole sentences in both languages", "[catalog]") {
    for (const SpnWords& words : all_spn_words()) {
        INFO(words.spn << ' ' << words.name.en);
        CHECK(wrong_with_name(words.name, {20, 60}) == "");
        CHECK(wrong_with_sentences(words.notice, {30, 90}) == "");
        CHECK(wrong_with_sentences(words.what_to_do, {60, 190}) == "");
    }
}

TEST_CASE("every FMI from 0 to 31 has words in both languages", "[catalog]") {
    for (std::uint8_t fmi = 0; fmi < 32; ++fmi) {
        INFO(int{fmi});
        const FmiWords* words = fmi_words(fmi);
        REQUIRE(words != nullptr);
        CHECK(wrong_with_name(words->name, {12, 40}) == "");
        CHECK(wrong_with_sentences(words->meaning, {45, 130}) == "");
        CHECK(wrong_with_sentences(words->what_to_do, {70, 190}) == "");
    }
    CHECK(fmi_words(32) == nullptr);
}

TEST_CASE("the kind of an FMI says on which side of its range a value lies", "[catalog]") {
    const auto [fmi, kind] = GENERATE(table<int, FmiKind>({{0, FmiKind::value_high},
                                                           {1, FmiKind::value_low},
                                                           {4, FmiKind::circuit},
                                                           {7, FmiKind::mechanical},
                                                           {14, FmiKind::maker},
                                                           {15, FmiKind::value_high},
                                                           {16, FmiKind::value_high},
                                                           {17, FmiKind::value_low},
                                                           {18, FmiKind::value_low},
                                                           {22, FmiKind::reserved},
                                                           {31, FmiKind::condition}}));
    CHECK(fmi_words(static_cast<std::uint8_t>(fmi))->kind == kind);
}

TEST_CASE("every system has words, and some SPN that belongs to it", "[catalog]") {
    for (const SystemWords& system : all_system_words()) {
        INFO(system.key);
        CHECK(is_chinese(system.name.zh));
        CHECK(!system.name.en.empty());
        CHECK(std::ranges::any_of(all_spn_words(),
                                  [&](const SpnWords& words) { return words.system == &system; }));
    }
}

TEST_CASE("a source address is known by the unit that prefers it", "[catalog]") {
    CHECK(sender_words(0)->system->key == "engine");
    CHECK(sender_words(3)->name.en == "transmission");
    CHECK(sender_words(11)->system->key == "brakes");
    CHECK(sender_words(17)->system == nullptr);
    CHECK(sender_words(200) == nullptr);
}
