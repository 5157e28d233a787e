#include "backend/exchange/text_table.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>

using namespace roadworthy::exchange;

TEST_CASE("a Chinese character takes two columns, a combining mark none", "[table]") {
    const auto row = GENERATE(table<std::string, std::size_t>({
        {"", 0},
        {"abc", 3},
        {"货车", 4},
        {"鲁A·10001", 9},
        {"、。\xEF\xBC\x88", 6},
        {"é", 1},
        {"e\xCC\x81", 1},
        {"\xF0\x9F\x9A\x9A", 2},
        {"한글", 4},
    }));
    INFO(std::get<0>(row));
    CHECK(terminal_width(std::get<0>(row)) == std::get<1>(row));
}

TEST_CASE("columns stay aligned whatever is in them", "[table]") {
    TextTable table({{"客户"}, {"n", Align::right}, {"x"}});
    table.add({"顺达物流", "7", "a"});
    table.add({"Li", "123", ""});
    CHECK(table.text() ==
          "客户        n  x\n"
          "顺达物流    7  a\n"
          "Li        123\n");
}

TEST_CASE("a name cannot give orders to the terminal", "[table]") {
    CHECK(printable("a\x1B[31mb") == "a?[31mb");
    CHECK(printable("a\r\nb") == "a??b");
    CHECK(printable("\xC2\x9B") == "?");  // C1 control
    CHECK(printable("a\xE2\x80\xAE"
                    "b") == "a?b");  // right-to-left override
    CHECK(printable("张伟 (个体)") == "张伟 (个体)");
    TextTable table({{"x"}});
    table.add({"one\ntwo"});
    CHECK(table.text() == "x\none?two\n");
}
