#include "backend/commands/due/due_tables.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/exchange/say/due_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/due_counts.hpp"
#include "backend/store/views/due/work_items.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::DueWord;
using exchange::TextTable;
using exchange::Word;

std::string say(auto what, Reader reader) {
    return std::string(exchange::word(what, reader.language));
}

// Numbers stand right; what comes before them is text.
std::vector<TextTable::Column> columns(std::vector<std::string> texts,
                                       std::vector<std::string> numbers) {
    std::vector<TextTable::Column> all;
    for (std::string& title : texts) {
        all.push_back({std::move(title), Align::left});
    }
    for (std::string& title : numbers) {
        all.push_back({std::move(title), Align::right});
    }
    return all;
}

std::string thousandths(std::int64_t value) {
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%.10g", static_cast<double>(value) / 1000);
    return {text, static_cast<std::size_t>(length)};
}

std::string percent(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? "" : std::to_string((200 * part + whole) / (2 * whole)) + " %";
}

}  // namespace

std::string work_table(const std::vector<views::WorkItem>& items, Reader reader) {
    TextTable table(
        columns({say(Word::reasons, reader), say(Word::truck, reader), say(Word::plate, reader),
                 say(Word::customer, reader), say(Word::phone, reader), say(Word::workshop, reader),
                 say(Word::item, reader)},
                {say(DueWord::items, reader)}));
    for (const views::WorkItem& item : items) {
        table.add({say(item.reason, reader), item.truck.id.text(), item.truck.plate,
                   item.truck.customer_name, item.phone, item.truck.workshop, item.item,
                   item.items == 0 ? "" : std::to_string(item.items)});
    }
    return items.empty() ? say(DueWord::nothing_to_look_at, reader) + '\n' : table.text();
}

std::string load_table(const std::vector<views::LoadRow>& rows, Reader reader) {
    TextTable table(columns({say(DueWord::week, reader), say(Word::workshop, reader)},
                            {say(DueWord::items, reader), say(Word::trucks, reader),
                             say(DueWord::labour, reader), say(DueWord::carried, reader)}));
    for (const views::LoadRow& row : rows) {
        table.add({iso(row.week), row.workshop, std::to_string(row.items),
                   std::to_string(row.trucks), in_hours(std::chrono::minutes{row.labour_minutes}),
                   std::to_string(row.carried)});
    }
    return rows.empty() ? say(Word::nothing_due, reader) + '\n' : table.text();
}

std::string parts_table(const std::vector<views::PartsRow>& rows, Reader reader) {
    TextTable table(columns(
        {say(DueWord::week, reader), say(Word::workshop, reader), say(DueWord::part, reader)},
        {say(DueWord::quantity, reader), say(DueWord::items, reader)}));
    for (const views::PartsRow& row : rows) {
        table.add({iso(row.week), row.workshop, row.number, thousandths(row.quantity_thousandths),
                   std::to_string(row.items)});
    }
    return rows.empty() ? say(DueWord::no_parts, reader) + '\n' : table.text();
}

std::string compliance_table(const std::vector<views::ComplianceRow>& rows, Reader reader) {
    TextTable table(columns({say(Word::group, reader)},
                            {say(DueWord::completions, reader), say(DueWord::share, reader),
                             say(DueWord::on_time, reader), say(DueWord::early, reader),
                             say(DueWord::late, reader), say(Word::unknown, reader)}));
    for (const views::ComplianceRow& row : rows) {
        table.add(
            {row.key.empty() ? say(Word::none, reader) : row.key, std::to_string(row.completions),
             percent(row.on_time, row.completions - row.unknown), std::to_string(row.on_time),
             std::to_string(row.early), std::to_string(row.late), std::to_string(row.unknown)});
    }
    return table.text();
}

}  // namespace roadworthy::backend
