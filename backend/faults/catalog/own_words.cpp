#include "backend/faults/catalog/own_words.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace roadworthy::faults {
namespace {

std::string_view primary(std::string_view language) {
    return language.substr(0, language.find('-'));
}

// How near a row's language is to the reader's: 3 the same, 2 the language of which his is a
// variety, 1 a variety of his; 0: another one.
int nearness(std::string_view row, std::string_view reader) {
    if (row == reader) {
        return 3;
    }
    if (primary(row) != primary(reader)) {
        return 0;
    }
    return row == primary(row) ? 2 : 1;
}

bool speaks_of(const OwnWords& row, Subject subject, const Code& code) {
    return !row.is_withdrawn && row.spn == subject.spn && row.fmi == subject.fmi &&
           (!row.source_address || row.source_address == code.key.source_address) &&
           (row.model.empty() || row.model == code.model);
}

template <class Number>
std::string text_of(const std::optional<Number>& number) {
    return number ? std::to_string(*number) : "";
}

}  // namespace

// The model is last: it alone may hold a space.
std::string key_of(const OwnWords& row) {
    return row.language + ' ' + text_of(row.spn) + ' ' + text_of(row.fmi) + ' ' +
           text_of(row.source_address) + ' ' + row.model;
}

std::string_view own_text(std::span<const OwnWords> rows, std::string OwnWords::* member,
                          Subject subject, const Code& code, std::string_view language) {
    std::string_view best;
    std::tuple best_rank{0, false, false};
    for (const OwnWords& row : rows) {
        const std::tuple rank{nearness(row.language, language), !row.model.empty(),
                              row.source_address.has_value()};
        const bool says = !(row.*member).empty() && speaks_of(row, subject, code);
        if (says && std::get<0>(rank) > 0 && rank > best_rank) {
            best = row.*member;
            best_rank = rank;
        }
    }
    return best;
}

}  // namespace roadworthy::faults
