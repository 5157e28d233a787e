#include "backend/faults/catalog/description.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/own_words.hpp"

using namespace roadworthy;
using namespace roadworthy::faults;

namespace {

Code code(std::uint32_t spn, std::uint8_t fmi, std::uint8_t source_address = 0) {
    return {.key = {.source_address = source_address, .spn = spn, .fmi = fmi}};
}

Description in_english(const Code& code, const std::vector<OwnWords>& own = {}) {
    return describe(own, code, "en");
}

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a title is what it is and how it fails, in the reader's language", "[description]") {
    CHECK(describe({}, code(100, 1), "zh").title == "机油压力：严重偏低");
    CHECK(describe({}, code(100, 1), "zh-tw").title == "机油压力：严重偏低");
    CHECK(describe({}, code(100, 1), "en").title == "engine oil pressure: far too low");
    CHECK(describe({}, code(100, 1), "ru").title == "engine oil pressure: far too low");
    CHECK(in_english(code(100, 1)).known == Known::listed);
    CHECK(in_english(code(100, 1)).system->key == "lubrication");
}

TEST_CASE("what a driver notices is said of a wrong value or part, never of a broken wire",
          "[description]") {
    CHECK(in_english(code(100, 1)).notice == spn_words(100)->notice.en);
    const int of_wires = GENERATE(2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 19, 20, 21);
    CHECK(in_english(code(100, static_cast<std::uint8_t>(of_wires))).notice.empty());
}

TEST_CASE("words about one side of a range are not said of the other", "[description]") {
    REQUIRE(spn_words(100)->side == Side::low);
    CHECK(in_english(code(100, 0)).notice.empty());
    CHECK(
        in_english(code(100, 0)).what_to_do ==
        "Engine oil pressure: compare with a gauge or second reading; if the real value is normal,"
        " check the sensor and its wiring.");
    REQUIRE(spn_words(175)->side == Side::high);
    CHECK(in_english(code(175, 0)).what_to_do == spn_words(175)->what_to_do.en);
    CHECK(in_english(code(175, 1)).notice.empty());
}

TEST_CASE("of a broken wire the failure says what to do, under the name of the thing",
          "[description]") {
    CHECK(holds(in_english(code(100, 4)).what_to_do, "Engine oil pressure: measure battery"));
    CHECK(holds(describe({}, code(100, 4), "zh").what_to_do, "机油压力：先量供电"));
}

TEST_CASE("where lives are concerned the thing's own advice comes first, however it fails",
          "[description]") {
    // A working brake circuit's air pressure.
    const auto advice = std::string(spn_words(117)->what_to_do.en);
    for (std::uint8_t fmi = 0; fmi < 32; ++fmi) {
        INFO(int{fmi});
        CHECK(in_english(code(117, fmi)).what_to_do.starts_with(advice));
    }
    CHECK(in_english(code(117, 4)).what_to_do.size() > advice.size());
}

TEST_CASE("nobody is told to measure airbags or high voltage", "[description]") {
    for (const SpnWords& words : all_spn_words()) {
        if (words.system->key == "safety" || words.system->key == "hybrid_electric") {
            INFO(words.spn);
            CHECK(in_english(code(words.spn, 4)).what_to_do == words.what_to_do.en);
        }
    }
}

TEST_CASE("every listed SPN has words with every FMI, in both languages", "[description]") {
    const std::string language = GENERATE("zh", "en");
    for (const SpnWords& words : all_spn_words()) {
        for (std::uint8_t fmi = 0; fmi < 32; ++fmi) {
            const Description description = describe({}, code(words.spn, fmi), language);
            if (description.title.empty() || description.meaning.empty() ||
                description.what_to_do.empty() || description.known != Known::listed) {
                FAIL(words.spn << '/' << int{fmi} << " has no words in " << language);
            }
        }
    }
    SUCCEED();
}

TEST_CASE("an SPN that is not listed is named with what is known of it, and no guess",
          "[description]") {
    REQUIRE(spn_words(400'000) == nullptr);
    const Description from_brakes = in_english(code(400'000, 3, 11));
    CHECK(from_brakes.known == Known::system_only);
    CHECK(from_brakes.system->key == "brakes");
    CHECK(from_brakes.title == "code not in the catalogue, SPN 400000: voltage too high");
    CHECK(holds(from_brakes.meaning, "brake system"));
    CHECK(from_brakes.notice.empty());
    CHECK(!from_brakes.what_to_do.empty());
    const Description from_nobody = in_english(code(400'000, 3, 200));
    CHECK(from_nobody.known == Known::unlisted);
    CHECK(from_nobody.system == nullptr);
    CHECK(holds(from_nobody.meaning, "address 200"));
}

TEST_CASE("an SPN of the makers' range is said to be the maker's own", "[description]") {
    CHECK(in_english(code(516'095, 3)).known == Known::system_only);
    const std::uint32_t spn = GENERATE(516'096U, 520'192U, 524'286U);
    const Description description = in_english(code(spn, 3));
    CHECK(description.known == Known::makers_own);
    CHECK(description.title ==
          "maker's own code SPN " + std::to_string(spn) + ": voltage too high");
    CHECK(describe({}, code(spn, 3), "zh").title ==
          "厂家自定义代码 SPN " + std::to_string(spn) + "：电压过高");
}

TEST_CASE("SPN 0 and the SPN that is not available are no fault", "[description]") {
    CHECK(in_english(code(0, 4)).known == Known::no_code);
    CHECK(in_english(code(524'287, 31)).known == Known::no_code);
    CHECK(!in_english(code(0, 4)).what_to_do.empty());
}

TEST_CASE("an old encoding gives every reading that it may have, and none is chosen",
          "[description]") {
    // The bytes 22 EE E3 81 by versions 1, 2 and 3 (J1939-73).
    Code old = code(519'714, 3);
    old.conversion_method = 1;
    const Description description = in_english(old);
    CHECK(description.known == Known::ambiguous);
    CHECK(description.spn_readings == std::vector<std::uint32_t>{71'543, 487'703, 519'714});
    CHECK(description.title == "ambiguous code, SPN 71543, 487703 or 519714: voltage too high");
    CHECK(holds(description.meaning, "SPN 519714 (maker's own)"));
    CHECK(description.notice.empty());
    CHECK(in_english(code(519'714, 3)).spn_readings.empty());
}

TEST_CASE("an old encoding names those of its readings that are listed", "[description]") {
    // Version 1 of SPN 100 stands in the bytes 00 0C, which version 4 reads as 0x040C00.
    const std::uint32_t as_version_4 = (100U & 7U) << 16 | ((100U >> 3) & 0xFFU) << 8 | 100U >> 11;
    Code old = code(as_version_4, 1);
    old.conversion_method = 1;
    CHECK(holds(in_english(old).meaning, "SPN 100 (engine oil pressure)"));
    const std::vector<OwnWords> own = {{.language = "en", .spn = 100, .name = "oil, our way"}};
    CHECK(holds(in_english(old, own).meaning, "SPN 100 (oil, our way)"));
}

TEST_CASE("an old code that all versions read alike is not ambiguous", "[description]") {
    CHECK(readings_of_old_code(0) == std::vector<std::uint32_t>{0});
    CHECK(readings_of_old_code(0x7FFFF) == std::vector<std::uint32_t>{0x7FFFF});
    CHECK(readings_of_old_code(0x00101).size() == 2);
}

TEST_CASE("the operator's words go before ours, and leave what they do not say", "[description]") {
    const std::vector<OwnWords> own = {
        {.language = "de", .spn = 100, .name = "Öldruck", .notice = "Rote Lampe."},
        {.language = "de", .fmi = 1, .name = "viel zu niedrig"}};
    const Description description = describe(own, code(100, 1), "de");
    CHECK(description.title == "Öldruck: viel zu niedrig");
    CHECK(description.notice == "Rote Lampe.");
    CHECK(description.what_to_do == spn_words(100)->what_to_do.en);
    CHECK(description.is_operators);
    CHECK_FALSE(describe(own, code(100, 1), "en").is_operators);
}

TEST_CASE("the operator's words make a maker's own code a listed one", "[description]") {
    const std::vector<OwnWords> own = {{.language = "zh",
                                        .spn = 520'222,
                                        .fmi = 4,
                                        .system = "brakes",
                                        .name = "驻车电磁阀短路",
                                        .what_to_do = "更换电磁阀。"}};
    const Description description = describe(own, code(520'222, 4), "zh");
    CHECK(description.known == Known::listed);
    CHECK(description.title == "驻车电磁阀短路");
    CHECK(description.what_to_do == "更换电磁阀。");
    CHECK(description.system->key == "brakes");
    CHECK(describe(own, code(520'222, 5), "zh").known == Known::makers_own);
}
