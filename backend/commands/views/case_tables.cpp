#include "backend/commands/views/case_tables.hpp"

#include <string>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/clocks.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/commands/writer.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/exchange/cover_words.hpp"
#include "backend/exchange/say/case_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/cases/cover_book.hpp"
#include "backend/store/views/cases/promises.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::CaseWord;
using exchange::TextTable;
using exchange::Word;

std::string say(auto what, const Reader& reader) {
    return std::string(exchange::word(what, reader.language));
}

// 25 min left, 2 h 3 min over, met
std::string clock_cell(const cases::ClockReading& clock, const Reader& reader) {
    const auto in_time = [&](Duration time) {
        return exchange::span_of_time(time, reader.language);
    };
    if (clock.over > Duration{0}) {
        return say(CaseWord::over, reader) + ' ' + in_time(clock.over);
    }
    if (clock.state == cases::ClockState::met) {
        return say(clock.state, reader);
    }
    const std::string left = say(CaseWord::left, reader) + ' ' + in_time(clock.left);
    return clock.state == cases::ClockState::paused ? left + " (" + say(clock.state, reader) + ')'
                                                    : left;
}

std::string escalation_cell(const cases::Escalation& escalation) {
    return escalation.level == 0 ? "" : std::to_string(escalation.level) + ' ' + escalation.role;
}

std::string line(const std::string& head, const std::string& text) {
    return text.empty() ? "" : head + ": " + exchange::printable(text) + '\n';
}

std::string episode_line(const cases::CaseEpisode& episode, const std::string& model,
                         views::FaultWords& words, const Reader& reader) {
    const auto description = words.describe({.key = episode.key, .model = model});
    std::string text = "  F" + std::to_string(episode.number) + "  SPN " +
                       std::to_string(episode.key.spn) + " FMI " + std::to_string(episode.key.fmi) +
                       "  " + description.title + "  " + say(episode.worst, reader) + "  " +
                       minute(episode.opened);
    if (episode.cleared) {
        text += " .. " + minute(*episode.cleared);
    }
    return exchange::printable(text) + '\n';
}

std::string entry_line(const cases::CaseEntry& entry, const char* mark, const Reader& reader) {
    return mark + minute(entry.at) + "  " +
           exchange::printable(entry.by + ": " + exchange::sentence(entry.said, reader.language)) +
           "  [" + entry.id.text() + "]\n";
}

}  // namespace

std::string case_table(const std::vector<views::CaseEntryRow>& rows, const Promised& promised,
                       const Reader& reader) {
    if (rows.empty()) {
        return say(CaseWord::nothing_open, reader) + '\n';
    }
    const Writer writer(reader);
    TextTable table(joined(label_columns(writer), {{say(CaseWord::a_case, reader)},
                                                   {say(CaseWord::kind, reader)},
                                                   writer.column(Word::state),
                                                   {say(CaseWord::stage, reader)},
                                                   {say(CaseWord::response, reader)},
                                                   {say(CaseWord::solution, reader)},
                                                   {say(CaseWord::owner, reader)},
                                                   {say(CaseWord::escalation, reader)},
                                                   {say(CaseWord::covered, reader)},
                                                   writer.column(Word::next_step)}));
    for (const views::CaseEntryRow& row : rows) {
        const cases::Case& it = row.told;
        const auto times = views::times_of(it, row.papers, promised.policies, reader.now);
        table.add(joined(
            label_cells(row.truck),
            {it.id.text(), say(it.kind, reader), say(cases::state(it, reader.now), reader),
             say(cases::stage(it, reader.now), reader), clock_cell(times.clocks.response, reader),
             clock_cell(times.clocks.solution, reader), it.owner ? it.owner->owner : "",
             escalation_cell(times.escalation),
             std::string(exchange::word(promised.covers.of(row).front().covered, reader.language)),
             it.next_step ? it.next_step->words : ""}));
    }
    return table.text();
}

std::string case_text(const views::CaseEntryRow& row, const Promised& promised,
                      views::FaultWords& words, const Reader& reader) {
    const cases::Case& it = row.told;
    const auto times = views::times_of(it, row.papers, promised.policies, reader.now);
    std::string text = row.truck.id.text() + ' ' + it.id.text() + "  " + say(it.kind, reader) +
                       "  " + say(cases::state(it, reader.now), reader) + "  " +
                       say(cases::stage(it, reader.now), reader) + '\n';
    text += line(say(Word::customer, reader), row.truck.customer_name);
    text += line(say(CaseWord::happened, reader), minute(it.happened));
    text += line(say(CaseWord::heard, reader), minute(it.heard));
    text += line(say(CaseWord::response, reader), clock_cell(times.clocks.response, reader));
    text += line(say(CaseWord::solution, reader), clock_cell(times.clocks.solution, reader));
    text += line(say(CaseWord::owner, reader), it.owner ? it.owner->owner : "");
    text += line(say(CaseWord::escalation, reader), escalation_cell(times.escalation));
    text +=
        line(say(CaseWord::agreement, reader), customers::agreement_at(row.record, it.happened));
    for (const customers::PaperVerdict& paper : promised.covers.of(row)) {
        text += line(say(CaseWord::covered, reader), exchange::sentence(paper, reader.language));
    }
    if (it.next_step) {
        text += exchange::printable(exchange::sentence(*it.next_step, reader.language)) + '\n';
    }
    if (!it.episodes.empty()) {
        text += say(CaseWord::faults, reader) + ":\n";
        for (const cases::CaseEpisode& episode : it.episodes) {
            text += episode_line(episode, row.record.model, words, reader);
        }
    }
    text += say(CaseWord::timeline, reader) + ":\n";
    for (const cases::CaseEntry& entry : it.entries) {
        text += entry_line(entry, "  ", reader);
    }
    for (const cases::CaseEntry& entry : it.withdrawn) {
        text += entry_line(entry, "x ", reader);
    }
    for (const cases::Odd& odd : it.odd) {
        text += "! [" + odd.entry.text() + "] " + say(odd.what, reader) + '\n';
    }
    return text;
}

}  // namespace roadworthy::backend
