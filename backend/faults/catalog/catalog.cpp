#include "backend/faults/catalog/catalog.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "backend/faults/catalog/tables.hpp"

namespace roadworthy::faults {
namespace {

// Our own tables are CSV with a header in which a field that holds a comma stands in quotes, and no
// field holds a quote or a line break. What strangers send is read by exchange, which lies above.
using Line = std::vector<std::string_view>;

[[noreturn]] void broken(std::string_view what) {
    throw std::logic_error("the built-in fault catalogue: " + std::string(what));
}

std::string_view take_until(std::string_view& rest, std::string_view end) {
    const std::string_view taken = rest.substr(0, rest.find(end));
    rest.remove_prefix(std::min(taken.size() + end.size(), rest.size()));
    return taken;
}

Line fields_of(std::string_view line) {
    Line fields;
    while (!line.empty()) {
        if (!line.starts_with('"')) {
            fields.push_back(take_until(line, ","));
            continue;
        }
        line.remove_prefix(1);
        fields.push_back(take_until(line, "\""));
        take_until(line, ",");
    }
    return fields;
}

std::vector<Line> lines_of(std::string_view table, std::size_t width) {
    take_until(table, "\n");
    std::vector<Line> lines;
    while (!table.empty()) {
        lines.push_back(fields_of(take_until(table, "\n")));
        if (lines.back().size() != width) {
            broken("a row that begins with " + std::string(lines.back().front()));
        }
    }
    return lines;
}

template <class Number>
Number number_of(std::string_view text) {
    Number value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
        broken(text);
    }
    return value;
}

template <class Enum>
Enum one_of(std::span<const std::string_view> words, std::string_view word) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) {
        broken(word);
    }
    return static_cast<Enum>(found - words.begin());
}

constexpr std::array<std::string_view, 3> sides = {"", "high", "low"};
constexpr std::array<std::string_view, 10> kinds = {
    "value_high", "value_low",     "condition",   "mechanical", "circuit",
    "erratic",    "communication", "calibration", "maker",      "reserved"};

const SystemWords* named_system(std::string_view key) {
    const SystemWords* found = system_words(key);
    if (found == nullptr) {
        broken(key);
    }
    return found;
}

std::vector<SystemWords> read_systems() {
    std::vector<SystemWords> rows;
    for (const Line& line : lines_of(systems_csv, 3)) {
        rows.push_back({.key = line[0], .name = {line[1], line[2]}});
    }
    return rows;
}

std::vector<SpnWords> read_spns() {
    std::vector<SpnWords> rows;
    for (const Line& line : lines_of(spn_csv, 9)) {
        rows.push_back({.spn = number_of<std::uint32_t>(line[0]),
                        .system = named_system(line[1]),
                        .side = one_of<Side>(sides, line[2]),
                        .name = {line[3], line[4]},
                        .notice = {line[5], line[6]},
                        .what_to_do = {line[7], line[8]}});
    }
    return rows;
}

std::vector<FmiWords> read_fmis() {
    std::vector<FmiWords> rows;
    for (const Line& line : lines_of(fmi_csv, 8)) {
        rows.push_back({.fmi = number_of<std::uint8_t>(line[0]),
                        .kind = one_of<FmiKind>(kinds, line[1]),
                        .name = {line[2], line[3]},
                        .meaning = {line[4], line[5]},
                        .what_to_do = {line[6], line[7]}});
    }
    return rows;
}

std::vector<SenderWords> read_senders() {
    std::vector<SenderWords> rows;
    for (const Line& line : lines_of(addresses_csv, 4)) {
        rows.push_back({.source_address = number_of<std::uint8_t>(line[0]),
                        .system = line[1].empty() ? nullptr : named_system(line[1]),
                        .name = {line[2], line[3]}});
    }
    return rows;
}

// In a table that is in order by that member.
template <class Row, class Key>
const Row* find(const std::vector<Row>& rows, Key Row::* member, Key key) {
    const auto found = std::ranges::lower_bound(rows, key, {}, member);
    return found != rows.end() && (*found).*member == key ? &*found : nullptr;
}

const std::vector<SpnWords>& spns() {
    static const std::vector<SpnWords> rows = read_spns();
    return rows;
}

const std::vector<SystemWords>& systems() {
    static const std::vector<SystemWords> rows = read_systems();
    return rows;
}

}  // namespace

std::span<const SpnWords> all_spn_words() {
    return spns();
}

std::span<const SystemWords> all_system_words() {
    return systems();
}

const SpnWords* spn_words(std::uint32_t spn) {
    return find(spns(), &SpnWords::spn, spn);
}

const FmiWords* fmi_words(std::uint8_t fmi) {
    static const std::vector<FmiWords> rows = read_fmis();
    return find(rows, &FmiWords::fmi, fmi);
}

const SystemWords* system_words(std::string_view key) {
    const auto found = std::ranges::find(systems(), key, &SystemWords::key);
    return found == systems().end() ? nullptr : &*found;
}

const SenderWords* sender_words(std::uint8_t source_address) {
    static const std::vector<SenderWords> rows = read_senders();
    return find(rows, &SenderWords::source_address, source_address);
}

}  // namespace roadworthy::faults
