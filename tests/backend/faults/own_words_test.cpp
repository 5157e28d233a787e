#include "backend/faults/catalog/own_words.hpp"

#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

using namespace roadworthy;
using namespace roadworthy::faults;

namespace {

const Code oil_pressure{.key = {.source_address = 0, .spn = 100, .fmi = 1}, .model = "T7H"};

std::string_view name_for(const std::vector<OwnWords>& rows, std::string_view language) {
    return own_text(rows, &OwnWords::name, {100, {}}, oil_pressure, language);
}

}  // namespace

TEST_CASE("the row in the reader's very language is taken, then its nearest relative",
          "[own_words]") {
    const std::vector<OwnWords> rows = {{.language = "pt", .spn = 100, .name = "português"},
                                        {.language = "pt-br", .spn = 100, .name = "brasileiro"},
                                        {.language = "de", .spn = 100, .name = "deutsch"}};
    CHECK(name_for(rows, "pt-br") == "brasileiro");
    CHECK(name_for(rows, "pt-ao") == "português");
    CHECK(name_for(rows, "pt") == "português");
    CHECK(name_for({rows[1]}, "pt") == "brasileiro");
    CHECK(name_for(rows, "ru").empty());
}

TEST_CASE("a row for the model goes before one for the address, and that before one for all",
          "[own_words]") {
    const OwnWords of_all{.language = "de", .spn = 100, .name = "alle"};
    const OwnWords of_address{.language = "de", .spn = 100, .source_address = 0, .name = "Adresse"};
    const OwnWords of_model{.language = "de", .spn = 100, .model = "T7H", .name = "Modell"};
    CHECK(name_for({of_model, of_address, of_all}, "de") == "Modell");
    CHECK(name_for({of_all, of_address}, "de") == "Adresse");
    const OwnWords elsewhere{
        .language = "de", .spn = 100, .source_address = 3, .model = "T7H", .name = "Getriebe"};
    const OwnWords another{.language = "de", .spn = 100, .model = "T5G", .name = "anderes"};
    CHECK(name_for({elsewhere, another, of_all}, "de") == "alle");
}

TEST_CASE("a row with an empty text leaves the text to the next best row", "[own_words]") {
    const OwnWords of_all{.language = "de", .spn = 100, .name = "alle"};
    const OwnWords silent{.language = "de", .spn = 100, .model = "T7H", .notice = "nur dies"};
    CHECK(name_for({silent, of_all}, "de") == "alle");
}

TEST_CASE("a withdrawn row says nothing", "[own_words]") {
    CHECK(name_for({{.language = "de", .spn = 100, .name = "alle", .is_withdrawn = true}}, "de")
              .empty());
}

TEST_CASE("rows of different subjects, addresses, models or languages have different keys",
          "[own_words]") {
    const OwnWords row{.language = "de", .spn = 100};
    const auto changed = [&](auto change) {
        OwnWords other = row;
        change(other);
        return entry_of(other);
    };
    CHECK(changed([](OwnWords& it) { it.spn = 101; }) != entry_of(row));
    CHECK(changed([](OwnWords& it) { it.fmi = 0; }) != entry_of(row));
    CHECK(changed([](OwnWords& it) { it.source_address = 0; }) != entry_of(row));
    CHECK(changed([](OwnWords& it) { it.source_address = 1; }) !=
          changed([](OwnWords& it) { it.fmi = 1; }));
    CHECK(changed([](OwnWords& it) { it.model = "T7H"; }) != entry_of(row));
    CHECK(changed([](OwnWords& it) { it.language = "en"; }) != entry_of(row));
    CHECK(changed([](OwnWords& it) { it.name = "other"; }) == entry_of(row));
}
