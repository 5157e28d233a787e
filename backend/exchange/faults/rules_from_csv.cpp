#include "backend/exchange/faults/rules_from_csv.hpp"

#include "backend/exchange/csv.hpp"
#include "backend/exchange/faults/numbers.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::exchange {
namespace {

constexpr std::array<Column, 20> rule_columns = {{{"version", required},
                                                  {"rule", required},
                                                  {"action"},
                                                  {"effect"},
                                                  {"spn"},
                                                  {"system"},
                                                  {"fmi"},
                                                  {"source_address"},
                                                  {"lamp"},
                                                  {"flash"},
                                                  {"times_in_30_days"},
                                                  {"flaps"},
                                                  {"occurrences"},
                                                  {"open_days"},
                                                  {"model"},
                                                  {"customer"},
                                                  {"within_days"},
                                                  {"within_km"},
                                                  {"name_zh"},
                                                  {"name_en"}}};
constexpr std::array<std::string_view, 3> effects = {"at_least", "at_most", "off"};
constexpr std::array<std::string_view, 4> lamps = {"red_stop", "amber_warning", "protect", "mil"};
constexpr std::array<std::string_view, 2> flashes = {"slow", "fast"};
constexpr std::array<std::string_view, 4> actions = {"log", "at_next_service", "workshop_soon",
                                                     "stop_now"};
constexpr int most_days = 3'650;

// "110;520192-524287"
std::optional<faults::SpnRange> range(std::string_view text, std::uint32_t last) {
    const auto dash = text.find('-');
    const auto from = whole_up_to(trimmed(text.substr(0, dash)), last);
    const auto to =
        dash == std::string_view::npos ? from : whole_up_to(trimmed(text.substr(dash + 1)), last);
    if (!from || !to || *to < *from) {
        return std::nullopt;
    }
    return faults::SpnRange{.first = *from, .last = *to};
}

std::vector<std::string_view> listed_in(std::string_view text) {
    return text.empty() ? std::vector<std::string_view>{} : parted(text, ';');
}

std::vector<faults::SpnRange> ranges(Fields& row, std::string_view column, std::uint32_t last) {
    std::vector<faults::SpnRange> all;
    const std::string text = row.text(column);
    for (const std::string_view part : listed_in(text)) {
        if (const auto one = range(part, last)) {
            all.push_back(*one);
        } else {
            row.refuse(column, "expected numbers up to " + std::to_string(last) +
                                   " as 100;110-118, got \"" + std::string(part) + '"');
        }
    }
    return all;
}

// A rule for a system is one for the SPNs that the catalogue puts there today.
void add_system(Fields& row, std::vector<faults::SpnRange>& spns) {
    const std::string text = row.text("system");
    for (const std::string_view key : listed_in(text)) {
        if (faults::system_words(key) == nullptr) {
            row.refuse("system", "no system \"" + std::string(key) + "\" is in the catalogue");
            continue;
        }
        for (const faults::SpnWords& words : faults::all_spn_words()) {
            if (words.system->key == key) {
                spns.push_back({.first = words.spn, .last = words.spn});
            }
        }
    }
}

std::uint32_t fmi_bits(Fields& row) {
    std::uint32_t bits = 0;
    for (const faults::SpnRange& range : ranges(row, "fmi", last_fmi)) {
        for (std::uint32_t fmi = range.first; fmi <= range.last; ++fmi) {
            bits |= 1U << fmi;
        }
    }
    return bits;
}

std::vector<std::uint8_t> addresses(Fields& row) {
    std::vector<std::uint8_t> all;
    for (const faults::SpnRange& range : ranges(row, "source_address", last_address)) {
        for (std::uint32_t address = range.first; address <= range.last; ++address) {
            all.push_back(static_cast<std::uint8_t>(address));
        }
    }
    return all;
}

int bounded(Fields& row, std::string_view column, int most) {
    const int value = row.whole(column).value_or(0);
    if (value < 0 || value > most) {
        row.refuse(column, "expected 0 to " + std::to_string(most));
        return 0;
    }
    return value;
}

faults::Conditions conditions(Fields& row) {
    faults::Conditions when{.spns = ranges(row, "spn", last_spn),
                            .fmis = fmi_bits(row),
                            .source_addresses = addresses(row)};
    add_system(row, when.spns);
    if (const auto lamp = row.word("lamp", lamps)) {
        when.lamp = static_cast<faults::LampKind>(*lamp);
    }
    if (const auto flash = row.word("flash", flashes)) {
        when.flash = static_cast<Flash>(*flash);
        if (!when.lamp) {
            row.refuse("flash", "a lamp is required beside it");
        }
    }
    when.episodes = static_cast<std::uint32_t>(bounded(row, "times_in_30_days", 1'000));
    when.flaps = static_cast<std::uint32_t>(bounded(row, "flaps", 1'000'000));
    when.occurrences = static_cast<std::uint8_t>(bounded(row, "occurrences", 126));
    when.open_for = std::chrono::days{bounded(row, "open_days", most_days)};
    when.model = row.text("model");
    when.customer = row.text("customer");
    return when;
}

faults::Rule rule(Fields& row) {
    faults::Rule rule{
        .key = required_text(row, "rule"),
        .effect = static_cast<faults::Effect>(row.word("effect", effects).value_or(0)),
        .action = static_cast<faults::Action>(row.word("action", actions).value_or(0)),
        .when = conditions(row),
        .within = {},
        .within_m = row.amount("within_km", metres),
        .name_zh = row.text("name_zh"),
        .name_en = row.text("name_en")};
    if (rule.key.find(',') != std::string::npos) {
        row.refuse("rule", "a key has no comma");
    }
    if (rule.effect != faults::Effect::off && row.is_empty("action")) {
        row.refuse("action", "a value is required");
    }
    if (!row.is_empty("within_days")) {
        rule.within = std::chrono::days{bounded(row, "within_days", most_days)};
    }
    return rule;
}

std::uint32_t version(Fields& row) {
    const int value = row.whole("version").value_or(0);
    if (value < 1) {
        row.refuse("version", "expected a whole number from 1");
        return 0;
    }
    return static_cast<std::uint32_t>(value);
}

std::string listed(std::span<const faults::SpnRange> ranges) {
    std::string all;
    for (const faults::SpnRange& range : ranges) {
        all += (all.empty() ? "" : ";") + std::to_string(range.first);
        if (range.last != range.first) {
            all += '-' + std::to_string(range.last);
        }
    }
    return all;
}

template <class Number>
std::string unless_zero(Number value) {
    return value == 0 ? std::string() : std::to_string(value);
}

std::vector<faults::SpnRange> fmi_ranges(std::uint32_t bits) {
    std::vector<faults::SpnRange> all;
    for (std::uint32_t fmi = 0; fmi <= last_fmi; ++fmi) {
        if ((bits >> fmi & 1U) != 0) {
            all.push_back({.first = fmi, .last = fmi});
        }
    }
    return all;
}

std::vector<std::string> cells(std::uint32_t version, const faults::Rule& rule) {
    const faults::Conditions& when = rule.when;
    std::vector<faults::SpnRange> from;
    from.reserve(when.source_addresses.size());
    for (const std::uint8_t address : when.source_addresses) {
        from.push_back({.first = address, .last = address});
    }
    const auto at = [](const auto& names, auto value) {
        return std::string(names.at(static_cast<std::size_t>(value)));
    };
    return {std::to_string(version),
            rule.key,
            at(actions, rule.action),
            at(effects, rule.effect),
            listed(when.spns),
            "",
            listed(fmi_ranges(when.fmis)),
            listed(from),
            when.lamp ? at(lamps, *when.lamp) : "",
            when.flash ? at(flashes, *when.flash) : "",
            unless_zero(when.episodes),
            unless_zero(when.flaps),
            unless_zero(when.occurrences),
            unless_zero(when.open_for.count()),
            when.model,
            when.customer,
            rule.within ? std::to_string(rule.within->count()) : "",
            rule.within_m ? std::to_string(*rule.within_m / metres) : "",
            rule.name_zh,
            rule.name_en};
}

std::string line_of(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        line += (line.empty() ? "" : ",") + csv_field(cell);
    }
    return line + '\n';
}

}  // namespace

FileFacts rules_from_csv(std::string_view text) {
    FileFacts file;
    Sheet sheet(text, rule_columns);
    Seen keys;
    faults::RuleSet set;
    std::size_t line = 0;
    while (auto row = sheet.next()) {
        faults::Rule one = rule(*row);
        keys.enter(*row, "rule", one.key);
        const std::uint32_t its = version(*row);
        if (line == 0) {
            line = row->line();
            set.version = its;
        } else if (its != set.version) {
            row->refuse("version", "a file is one set, of one version");
        }
        if (set.rules.size() >= faults::most_rules) {
            row->refuse("rule", "a set has at most 1,000 rules");
        }
        if (row->error()) {
            sheet.refuse(*row->error());
        }
        set.rules.push_back(std::move(one));
    }
    if (sheet.errors().empty() && line != 0) {
        file.rows.push_back({line, {std::move(set)}});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

std::string rules_csv(std::uint32_t version, std::span<const faults::Rule> rules) {
    std::vector<std::string> header;
    header.reserve(rule_columns.size());
    for (const Column& column : rule_columns) {
        header.emplace_back(column.name);
    }
    std::string text = line_of(header);
    for (const faults::Rule& rule : rules) {
        text += line_of(cells(version, rule));
    }
    return text;
}

}  // namespace roadworthy::exchange
