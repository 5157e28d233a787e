#include "backend/faults/catalog/own_words.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "common/result.hpp"

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

Result<std::string> language_tag(std::string_view text) {
    constexpr std::size_t most_characters = 35;
    const auto is_letter = [](char it) { return it >= 'a' && it <= 'z'; };
    const auto is_digit = [](char it) { return it >= '0' && it <= '9'; };
    std::string tag(text);
    std::ranges::transform(tag, tag.begin(), [](unsigned char it) { return std::tolower(it); });
    bool is_good = tag.size() <= most_characters;
    std::size_t part = 0;
    std::string_view rest = tag;
    while (is_good) {
        const std::string_view each = rest.substr(0, rest.find('-'));
        is_good = part == 0
                      ? each.size() >= 2 && each.size() <= 3 && std::ranges::all_of(each, is_letter)
                      : !each.empty() && each.size() <= 8 &&
                            std::ranges::all_of(
                                each, [&](char it) { return is_letter(it) || is_digit(it); });
        if (each.size() == rest.size()) {
            break;
        }
        rest.remove_prefix(each.size() + 1);
        ++part;
    }
    if (!is_good) {
        return fail("expected a language like de or pt-BR, got \"" + std::string(text) + '"');
    }
    return tag;
}

// The model is last: it alone may hold a space.
std::string entry_of(const OwnWords& row) {
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
