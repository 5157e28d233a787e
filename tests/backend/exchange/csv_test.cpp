#include "backend/exchange/csv.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace roadworthy::exchange;
using Fields = std::vector<std::string>;

namespace {

struct Read {
    std::vector<CsvRow> rows;
    std::vector<RowError> errors;
};

Read read(std::string_view text) {
    CsvReader reader(text);
    Read read;
    while (auto row = reader.next()) {
        if (*row) {
            read.rows.push_back(**row);
        } else {
            read.errors.push_back(row->error());
        }
    }
    return read;
}

}  // namespace

TEST_CASE("a quoted field keeps its commas, quotes and line breaks", "[csv]") {
    const auto text = GENERATE(table<std::string, Fields>({
        {"a,b", {"a", "b"}},
        {"a,b\n", {"a", "b"}},
        {"a,b\r\n", {"a", "b"}},
        {",", {"", ""}},
        {"\"\",x", {"", "x"}},
        {"\"a,b\",c", {"a,b", "c"}},
        {"\"say \"\"hi\"\"\",c", {"say \"hi\"", "c"}},
        {"\"two\r\nlines\",c", {"two\r\nlines", "c"}},
        {"\xEF\xBB\xBF货车,b", {"货车", "b"}},
        {" a , b ", {" a ", " b "}},
    }));
    const Read got = read(std::get<0>(text));
    REQUIRE(got.errors.empty());
    CHECK(got.rows == std::vector<CsvRow>{{1, std::get<1>(text)}});
}

TEST_CASE("rows are numbered by the line in which they begin", "[csv]") {
    const Read got = read("a,b\n\n\"1\n2\n3\",x\r\n\r\ny,z");
    REQUIRE(got.errors.empty());
    CHECK(got.rows == std::vector<CsvRow>{{1, {"a", "b"}}, {3, {"1\n2\n3", "x"}}, {7, {"y", "z"}}});
}

TEST_CASE("a bad row costs only itself and names its line", "[csv]") {
    const auto bad = GENERATE(values<std::string>({
        "\"open,2",       // never closed: would swallow the rest of the file
        "\"a\"b,2",       // text after the closing quote
        "a\"b,2",         // a quote in the middle
        "1",              // too few
        "1,2,3",          // too many
        "\xC0\xAF,2",     // overlong UTF-8
        "\xED\xA0\x80,2"  // a surrogate
    }));
    INFO(bad);
    const Read got = read("a,b\n" + bad + "\nc,d\n\"e\",\"f\"\n");
    CHECK(got.rows == std::vector<CsvRow>{{1, {"a", "b"}}, {3, {"c", "d"}}, {4, {"e", "f"}}});
    REQUIRE(got.errors.size() == 1);
    CHECK(got.errors[0].line == 2);
    CHECK_FALSE(got.errors[0].reason.empty());
}

TEST_CASE("a quoted field has an end, or is refused", "[csv]") {
    const Read got =
        read("a\n\"" + std::string(70'000, 'x') + "\"\n\"" + std::string(140'000, '"') + "\"\nb\n");
    CHECK(got.rows == std::vector<CsvRow>{{1, {"a"}}, {4, {"b"}}});
    CHECK(got.errors.size() == 2);
}

TEST_CASE("what csv_field writes, the reader reads back", "[csv]") {
    const auto seed = GENERATE(take(200, random(0, 1'000'000)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const std::vector<std::string> pieces = {"a", ",", "\"", "\n", "\r\n", "货", " ", "x y"};
    const auto field = [&] {
        std::string value = "-";  // a row of one empty field is a blank line
        for (auto i = random() % 6; i > 0; --i) {
            value += pieces[random() % pieces.size()];
        }
        return value;
    };
    const std::size_t width = 1 + random() % 4;
    std::string text;
    std::vector<Fields> rows(1 + random() % 5);
    for (Fields& row : rows) {
        for (std::size_t i = 0; i < width; ++i) {
            row.push_back(field());
            text += (i > 0 ? "," : "") + csv_field(row.back());
        }
        text += random() % 2 == 0 ? "\n" : "\r\n";
    }
    const Read got = read(text);
    REQUIRE(got.errors.empty());
    REQUIRE(got.rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(got.rows[i].fields == rows[i]);
    }
}

TEST_CASE("any bytes are read to their end", "[csv]") {
    const auto seed = GENERATE(take(200, random(0, 1'000'000)));
    INFO(seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    const std::string alphabet = ",,\"\"\"\n\n\ra\xE8\xB4";
    std::string text;
    for (auto i = random() % 200; i > 0; --i) {
        text += alphabet[random() % alphabet.size()];
    }
    std::size_t lines = 0;
    for (CsvReader reader(text); auto row = reader.next();) {
        const std::size_t line = *row ? (*row)->line : row->error().line;
        CHECK(line > lines);
        lines = line;
    }
}
