#include "backend/notify/utf8.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>

using namespace roadworthy::notify;

TEST_CASE("a text is cut between two characters, never inside of one", "[notify]") {
    const auto [most, kept] = GENERATE(table<std::size_t, std::string>({{100, "a卡车🚚"},
                                                                        {11, "a卡车🚚"},
                                                                        {10, "a卡车"},
                                                                        {7, "a卡车"},
                                                                        {6, "a卡"},
                                                                        {3, "a"},
                                                                        {0, ""}}));
    CHECK(beginning("a卡车🚚", most) == kept);
}

TEST_CASE("what was cut says so and is within the limit", "[notify]") {
    CHECK(shortened("机油压力", 12) == "机油压力");
    CHECK(shortened("机油压力低", 12) == "机油压…");
    CHECK(shortened("机油压力低", 11) == "机油…");
}

TEST_CASE("what somebody else sent becomes good UTF-8", "[notify]") {
    CHECK(one_line("a\xff") == "aÿ");
    CHECK(in_lines("a\n\xff") == "a\nÿ");
}

TEST_CASE("a control character of whatever kind becomes a space", "[notify]") {
    CHECK(one_line("a\r\nb\tc\x7f"
                   "d车") == "a  b c d车");
    CHECK(in_lines("a\r\nb\x1b[0m") == "a \nb [0m");
}
