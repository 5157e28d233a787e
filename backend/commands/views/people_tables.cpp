#include "backend/commands/views/people_tables.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/customers/customer_record.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/next_step.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/exchange/say/due_words.hpp"  // NOLINT(misc-include-cleaner): for Writer::say
#include "backend/exchange/say/fault_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/plan_book.hpp"
#include "backend/truck/registry.hpp"
#include "backend/uptime/availability.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::TextTable;
using exchange::Word;

// The usage on which the date rests, if any.
struct Limiting {
    const std::optional<due::UsageCriterion>& usage;
    std::int64_t unit;
    std::string (*shown)(std::int64_t);
};
std::optional<Limiting> limiting_usage(const due::DueRow& row) {
    switch (row.limiting) {
        case due::Criterion::distance:
            return Limiting{row.distance, 1000, kilometres};
        case due::Criterion::engine_time:
            return Limiting{row.engine_time, 3600, hours};
        case due::Criterion::fuel_used:
            return Limiting{row.fuel_used, 1000, litres};
        case due::Criterion::calendar:
        case due::Criterion::none:
            break;
    }
    return std::nullopt;
}

// The reading on which the date rests, and the target: 148210 / 150000 km.
std::string reading_of(const due::DueRow& row) {
    const auto limiting = limiting_usage(row);
    if (!limiting || !limiting->usage || !limiting->usage->reading || !limiting->usage->target) {
        return "";
    }
    return std::to_string(limiting->usage->reading->value / limiting->unit) + " / " +
           limiting->shown(*limiting->usage->target);
}

std::string age_of_reading(const due::DueRow& row, const Writer& writer) {
    const auto limiting = limiting_usage(row);
    return limiting && limiting->usage && limiting->usage->reading
               ? writer.age(limiting->usage->reading->at)
               : "";
}

due::NextStep next_step(const views::DueEntry& entry, const Writer& writer) {
    return due::next_step({.row = entry.row,
                           .has_owner = entry.truck.customer.has_value(),
                           .today = day_of(writer.reader().now)});
}

std::vector<std::string> due_cells(const views::DueEntry& entry, const Writer& writer) {
    const due::DueRow& row = entry.row;
    const auto& window = row.window;
    return {writer.say(entry.state),
            window ? iso(window->p50) : writer.say(Word::unknown),
            window && window->p10 != window->p90 ? iso(window->p10) + ".." + iso(window->p90) : "",
            writer.item(entry.rule ? &*entry.rule : nullptr, row.item),
            writer.say(row.limiting),
            reading_of(row),
            age_of_reading(row, writer),
            writer.say(next_step(entry, writer))};
}

std::vector<TextTable::Column> due_columns(const Writer& writer) {
    return {writer.column(Word::state),
            writer.column(Word::expected),
            writer.column(Word::between),
            writer.column(Word::item),
            writer.column(Word::limited_by),
            writer.column(Word::reading, Align::right),
            writer.column(Word::age, Align::right),
            writer.column(Word::next_step)};
}

// A matter of many codes stands there once, with how many there are under it.
std::vector<std::string> fault_cells(const faults::Episode& episode, std::uint64_t folded,
                                     const Writer& writer) {
    return {writer.say(episode.group_action) + (folded == 0 ? "" : " +" + std::to_string(folded)),
            std::to_string(episode.key.source_address) + '/' + std::to_string(episode.key.spn) +
                '/' + std::to_string(episode.key.fmi),
            writer.say(episode.state),
            minute(episode.opened.at),
            minute(episode.last_seen),
            writer.reasons(episode.severity)};
}

std::vector<TextTable::Column> fault_columns(const Writer& writer) {
    return {writer.column(Word::action), {writer.say(Word::fault) + " SA/SPN/FMI", Align::left},
            writer.column(Word::state),  writer.column(Word::opened),
            writer.column(Word::seen),   writer.column(Word::reasons)};
}

std::vector<std::string> uptime_cells(const uptime::Totals& totals, const Writer& writer) {
    const auto available = uptime::availability_bp(totals);
    return {available ? decimal(*available / 100.0, " %") : writer.say(Word::unknown),
            in_hours(totals.up), in_hours(totals.planned), in_hours(totals.unplanned),
            in_hours(totals.unknown)};
}

std::vector<TextTable::Column> uptime_columns(const Writer& writer) {
    return {writer.column(Word::available, Align::right), writer.column(Word::up, Align::right),
            writer.column(Word::planned, Align::right),
            writer.column(Word::unplanned, Align::right),
            writer.column(Word::unknown, Align::right)};
}

std::string title_of(const faults::Episode& episode, const std::string& model,
                     views::FaultWords& words) {
    return words
        .describe(
            {.key = episode.key, .conversion_method = episode.conversion_method, .model = model})
        .title;
}

std::vector<TextTable::Column> titled_fault_columns(const Writer& writer) {
    return joined<TextTable::Column>({{writer.say(exchange::FaultWord::title), Align::left}},
                                     fault_columns(writer));
}

std::string faults_text(const customers::TruckCare& care, views::FaultWords& words,
                        const Writer& writer) {
    if (care.faults.empty()) {
        return writer.say(Word::no_faults) + '\n';
    }
    TextTable table(titled_fault_columns(writer));
    for (const faults::Episode& episode : care.faults) {
        if (episode.parent == 0) {
            const auto folded =
                std::ranges::count(care.faults, episode.number, &faults::Episode::parent);
            table.add(joined<std::string>(
                {title_of(episode, care.record.model, words)},
                fault_cells(episode, static_cast<std::uint64_t>(folded), writer)));
        }
    }
    return table.text();
}

std::string truck_text(const customers::TruckCare& care, const CustomerId& owner,
                       const Books& books, const Writer& writer) {
    const truck::TruckRecord& record = care.record;
    std::string text = '\n' + record.id.text() + "  " + exchange::printable(record.plate) + "  " +
                       exchange::printable(record.model) + '\n';
    if (care.odometer) {
        text += writer.say(Word::odometer) + ' ' + kilometres(care.odometer->value) + "  ";
    }
    if (care.engine_time) {
        text += writer.say(Word::engine_time) + ' ' + hours(care.engine_time->value) + "  ";
    }
    text += writer.say(Word::heard) + ' ' +
            (care.last_heard ? minute(*care.last_heard) : writer.say(Word::unknown)) + '\n';
    TextTable due(due_columns(writer));
    for (const due::DueRow& row : care.due) {
        views::DueEntry entry{.truck = {.id = record.id, .customer = owner}, .row = row};
        entry.state = due::due_state(row, day_of(writer.reader().now));
        entry.rule = books.plans.rule(care.plan, row);
        due.add(due_cells(entry, writer));
    }
    text += care.due.empty() ? writer.say(Word::nothing_due) + '\n' : due.text();
    return text + faults_text(care, books.words, writer);
}

}  // namespace

std::string due_table(const std::vector<views::DueEntry>& entries, Reader reader) {
    const Writer writer(std::move(reader));
    if (entries.empty()) {
        return writer.say(Word::nothing_due) + '\n';
    }
    const auto columns = joined<TextTable::Column>(
        label_columns(writer),
        {writer.column(Word::phone), writer.column(Word::score, Align::right)});
    TextTable table(joined(columns, due_columns(writer)));
    for (const views::DueEntry& entry : entries) {
        const auto cells =
            joined<std::string>(label_cells(entry.truck),
                                {entry.whom.phone, decimal(due::factor(entry.score.total()), "")});
        table.add(joined(cells, due_cells(entry, writer)));
    }
    return table.text();
}

std::string fault_table(const std::vector<views::FaultEntry>& entries, views::FaultWords& words,
                        Reader reader) {
    const Writer writer(std::move(reader));
    if (entries.empty()) {
        return writer.say(Word::no_faults) + '\n';
    }
    TextTable table(joined(label_columns(writer), titled_fault_columns(writer)));
    for (const views::FaultEntry& entry : entries) {
        const auto cells = joined<std::string>(label_cells(entry.truck),
                                               {title_of(entry.episode, entry.truck.model, words)});
        table.add(joined(cells, fault_cells(entry.episode, entry.folded, writer)));
    }
    return table.text();
}

std::string explanation(const faults::Description& description, faults::Tongue tongue) {
    using exchange::FaultWord;
    const auto language =
        tongue == faults::Tongue::zh ? exchange::Language::zh : exchange::Language::en;
    std::string text = exchange::printable(description.title) + '\n';
    const auto add = [&](FaultWord head, std::string_view said) {
        if (!said.empty()) {
            text.append(word(head, language)).append(tongue == faults::Tongue::zh ? "：" : ": ");
            text += exchange::printable(said) + '\n';
        }
    };
    if (description.system != nullptr) {
        add(FaultWord::system, description.system->name.in(tongue));
    }
    add(FaultWord::meaning, description.meaning);
    add(FaultWord::notice, description.notice);
    add(FaultWord::what_to_do, description.what_to_do);
    return text;
}

std::string record_text(const customers::CustomerRecord& record, const Books& books,
                        Reader reader) {
    const Writer writer(std::move(reader));
    const truck::Customer& customer = record.customer;
    std::string text = exchange::printable(customer.name) + " (" + customer.id.text() + ")\n";
    text += writer.say(Word::contact) + ' ' + exchange::printable(customer.contact) + "  " +
            writer.say(Word::phone) + ' ' + exchange::printable(customer.phone) + "  " +
            writer.say(Word::tier) + ' ' + writer.say(customer.tier) + '\n';
    TextTable uptime(uptime_columns(writer));
    uptime.add(uptime_cells(record.uptime, writer));
    text += '\n' + uptime.text();
    for (const customers::TruckCare& care : record.trucks) {
        text += truck_text(care, customer.id, books, writer);
    }
    return text;
}

}  // namespace roadworthy::backend
