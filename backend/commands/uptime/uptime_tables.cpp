#include "backend/commands/uptime/uptime_tables.hpp"

#include <chrono>
#include <optional>
#include <ratio>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/uptime/uptime_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/troublesome_list.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/uptime_report.hpp"
#include "backend/uptime/availability.hpp"
#include "backend/uptime/figures.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/troublesome.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::TextTable;
using exchange::UptimeWord;
using exchange::Word;

class UptimeWriter : public Writer {
public:
    using Writer::Writer;

    // Not Writer's: the words for uptime are declared after it.
    std::string tell(auto what) const {
        return std::string(exchange::word(what, reader().language));
    }
    TextTable::Column head(UptimeWord title, Align align = Align::right) const {
        return {tell(title), align};
    }
    std::string percent(std::optional<int> bp) const {
        return bp ? decimal(*bp / 100.0, " %") : say(Word::unknown);
    }
    static std::string hours_if(std::optional<std::chrono::seconds> length) {
        return length ? in_hours(*length) : "";
    }
};

// 95.00 % / 97.00 %: what was reached, and what was aimed at.
std::string beside_target(const std::string& value, std::optional<int> target_bp) {
    return target_bp ? value + " / " + decimal(*target_bp / 100.0, " %") : value;
}

std::vector<std::string> cells(const views::UptimeRow& row, const UptimeWriter& writer) {
    const uptime::Figures& it = row.figures;
    const auto target = row.targets ? row.targets->availability_bp : std::nullopt;
    return {row.key.empty() ? writer.say(Word::none) : row.key,
            row.name,
            std::to_string(row.trucks),
            beside_target(writer.percent(uptime::availability_bp(it.clock)), target),
            writer.percent(uptime::availability_bp(it.operating)),
            in_hours(it.clock.up),
            in_hours(it.clock.planned),
            in_hours(it.clock.unplanned),
            in_hours(it.clock.unknown),
            std::to_string(it.stops),
            UptimeWriter::hours_if(it.mtbf()),
            UptimeWriter::hours_if(it.mttr()),
            UptimeWriter::hours_if(it.response.value()),
            UptimeWriter::hours_if(it.repair.value()),
            it.first_time_fix_bp() ? writer.percent(it.first_time_fix_bp()) : ""};
}

std::string title_of(const views::Cause& cause, views::FaultWords& words) {
    return cause.fault ? words.describe({.key = *cause.fault}).title : cause.item;
}

}  // namespace

std::string uptime_table(const std::vector<views::UptimeRow>& rows, Reader reader) {
    const UptimeWriter writer(std::move(reader));
    TextTable table({writer.column(Word::group),
                     {"", Align::left},
                     writer.column(Word::trucks, Align::right),
                     writer.head(UptimeWord::availability),
                     writer.head(UptimeWord::in_hours),
                     writer.head(UptimeWord::up),
                     writer.head(UptimeWord::planned),
                     writer.head(UptimeWord::unplanned),
                     writer.head(UptimeWord::unknown),
                     writer.head(UptimeWord::stops),
                     {"MTBF", Align::right},
                     {"MTTR", Align::right},
                     writer.head(UptimeWord::response),
                     writer.head(UptimeWord::repair),
                     writer.head(UptimeWord::first_time_fix)});
    for (const views::UptimeRow& row : rows) {
        table.add(cells(row, writer));
    }
    return table.text() + writer.tell(UptimeWord::formula) + '\n';
}

std::string interval_table(const std::vector<views::IntervalRow>& rows, Reader reader) {
    const UptimeWriter writer(std::move(reader));
    TextTable table({writer.column(Word::truck),
                     writer.head(UptimeWord::from, Align::left),
                     writer.head(UptimeWord::to, Align::left),
                     writer.head(UptimeWord::length),
                     writer.head(UptimeWord::in_hours),
                     writer.column(Word::state),
                     writer.head(UptimeWord::why, Align::left),
                     {"", Align::left},
                     {"", Align::left}});
    for (const views::IntervalRow& row : rows) {
        const auto seconds = [](Duration length) {
            return in_hours(std::chrono::floor<std::chrono::seconds>(length));
        };
        table.add({row.truck.truck.text(), iso(row.tile.from), iso(row.tile.to),
                   seconds(row.tile.length()), seconds(row.operating),
                   writer.tell(row.tile.condition), writer.tell(row.tile.source), row.tile.ref,
                   exchange::printable(row.by.empty() ? row.words : row.by + ": " + row.words)});
    }
    return table.text();
}

std::string cause_table(const std::vector<views::CauseRow>& rows, views::FaultWords& words,
                        Reader reader) {
    const UptimeWriter writer(std::move(reader));
    TextTable table({writer.head(UptimeWord::stood),
                     writer.head(UptimeWord::times),
                     writer.column(Word::trucks, Align::right),
                     writer.column(Word::state),
                     writer.head(UptimeWord::why, Align::left),
                     {"SPN/FMI", Align::left},
                     {"", Align::left}});
    for (const views::CauseRow& row : rows) {
        const auto& fault = row.cause.fault;
        table.add({in_hours(row.stood), std::to_string(row.stops), std::to_string(row.trucks),
                   writer.tell(row.cause.condition), writer.tell(row.cause.source),
                   fault ? std::to_string(fault->spn) + '/' + std::to_string(fault->fmi) : "",
                   title_of(row.cause, words)});
    }
    return table.text();
}

std::string trouble_table(const std::vector<views::TroubleRow>& rows, Reader reader) {
    const Writer writer(reader);
    using Days = std::chrono::duration<double, std::ratio<86400>>;
    TextTable table(joined(
        label_columns(writer),
        {writer.column(Word::breakdowns, Align::right), writer.column(Word::watched, Align::right),
         writer.column(Word::usual, Align::right), writer.column(Word::last_time, Align::right)}));
    for (const views::TroubleRow& row : rows) {
        const uptime::Troublesome& trouble = row.trouble;
        table.add(joined(label_cells(row.truck),
                         {std::to_string(trouble.breakdowns),
                          decimal(Days{trouble.watched}.count(), ' ' + writer.say(Word::days)),
                          trouble.usual ? decimal(*trouble.usual, "") : "",
                          trouble.since_last ? writer.age(reader.now - *trouble.since_last) : ""}));
    }
    return table.text();
}

}  // namespace roadworthy::backend
