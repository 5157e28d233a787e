#include "backend/exchange/import/catalog_from_csv.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/faults/catalog/own_words.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;
using faults::OwnWords;

namespace {

std::vector<OwnWords> words_of(const FileFacts& file) {
    for (const RowError& error : file.errors) {
        FAIL_CHECK(error.line << ": " << error.column << ": " << error.reason);
    }
    std::vector<OwnWords> words;
    for (const RowFacts& row : file.rows) {
        words.push_back(std::get<OwnWords>(row.facts.at(0)));
    }
    return words;
}

}  // namespace

TEST_CASE("a row of the catalogue is read with all that it says", "[catalog_csv]") {
    CHECK(words_of(catalog_from_csv(
              "language,spn,fmi,source_address,model,system,name,notice,do,withdrawn\n"
              "pt-BR,520222,4,11,T7H,brakes,Válvula,\"Luz, vermelha.\",Trocar.,no\n"
              "zh,,4,,,,电压低,,,\n"
              "de,100,,,,,,,,yes\n")) ==
          std::vector<OwnWords>{{.language = "pt-br",
                                 .spn = 520'222,
                                 .fmi = 4,
                                 .source_address = 11,
                                 .model = "T7H",
                                 .system = "brakes",
                                 .name = "Válvula",
                                 .notice = "Luz, vermelha.",
                                 .what_to_do = "Trocar."},
                                {.language = "zh", .fmi = 4, .name = "电压低"},
                                {.language = "de", .spn = 100, .is_withdrawn = true}});
}

TEST_CASE("a bad row of the catalogue is named with its column and costs no other",
          "[catalog_csv]") {
    const auto [row, column] = GENERATE(table<std::string, std::string>({
        {",100,,,,,Öl", "language"},
        {"german,100,,,,,Öl", "language"},
        {"d,100,,,,,Öl", "language"},
        {"de-,100,,,,,Öl", "language"},
        {"de,0,,,,,Öl", "spn"},
        {"de,524287,,,,,Öl", "spn"},
        {"de,,,,,,Öl", "spn"},
        {"de,100,32,,,,Öl", "fmi"},
        {"de,100,x,,,,Öl", "fmi"},
        {"de,100,1,254,,,Öl", "source_address"},
        {"de,100,1,,,motor,Öl", "system"},
        {"de,100,1,,,,", "name"},
        {"de,200,,,,,Öl", "spn"},  // the same as the line before
    }));
    const auto file = catalog_from_csv(
        "language,spn,fmi,source_address,model,system,name\n"
        "de,200,,,,,Wasser\n" +
        row + "\nde,300,,,,,Luft\n");
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].line == 3);
    CHECK(file.errors[0].column == column);
    CHECK(file.rows.size() == 2);
}
