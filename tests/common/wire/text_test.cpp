#include "common/wire/text.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>

namespace roadworthy::wire {

using namespace std::string_literals;

TEST_CASE("UTF-8 is a text", "[text]") {
    CHECK(is_text(GENERATE("", "CMMNS*6C", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
                           "\xE5\x8F\x91\xE5\x8A\xA8\xE6\x9C\xBA")));
}

TEST_CASE("what RFC 3629 excludes is no text, nor is NUL", "[text]") {
    CHECK_FALSE(is_text(GENERATE("\x80"s, "\xC0\x80"s, "\xC1\xBF"s, "\xC3"s, "\xC3(",
                                 "\xE0\x9F\xBF"s, "\xE2\x82"s, "\xE2(\xAC"s, "\xED\xA0\x80"s,
                                 "\xF0\x8F\xBF\xBF"s, "\xF0\x9F\x98"s, "\xF4\x90\x80\x80"s,
                                 "\xF5\x80\x80\x80"s, "\xFF"s, "a\0b"s)));
}

TEST_CASE("a text stays as it is", "[text]") {
    const auto text = GENERATE(""s, "CMMNS*6C u07D1"s, "\xE5\x8F\x91"s);
    CHECK(text_of(text, 256) == text);
}

TEST_CASE("what is not UTF-8 is read as ISO 8859-1", "[text]") {
    CHECK(text_of("M\xFCnchen", 256) == "M\xC3\xBCnchen");
    CHECK(text_of("\x80\xFF", 256) == "\xC2\x80\xC3\xBF");
}

TEST_CASE("NUL is left out", "[text]") {
    CHECK(text_of("SN123\0\0\0"s, 256) == "SN123");
    CHECK(text_of("\xFC\0"s, 256) == "\xC3\xBC");
}

TEST_CASE("a text is cut between two characters", "[text]") {
    CHECK(text_of("abcdef", 3) == "abc");
    CHECK(text_of("a\xE5\x8F\x91z", 4) == "a\xE5\x8F\x91");
    CHECK(text_of("a\xE5\x8F\x91z", 3) == "a");
    CHECK(text_of("\xF0\x9F\x98\x80", 3).empty());
}

TEST_CASE("whatever comes in, a text of bounded length comes out", "[text]") {
    const auto seed = GENERATE(range(0U, 300U));
    INFO(seed);
    std::mt19937 random(seed);
    std::string bytes(random() % 40, ' ');
    for (char& byte : bytes) {
        byte = static_cast<char>(random());
    }
    const std::size_t most = random() % 48;
    const std::string text = text_of(bytes, most);
    CHECK(is_text(text));
    CHECK(text.size() <= most);
}

}  // namespace roadworthy::wire
