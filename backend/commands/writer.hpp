#pragma once
// What every table for a terminal says in the same way: words, ages, quantities, and which truck is
// meant.

#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/rules.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {

struct Reader {
    exchange::Language language = exchange::Language::zh;
    Time now;
    std::vector<faults::Rule> rules;  // the operator's own, for their names
};

class Writer {
public:
    explicit Writer(Reader reader) : reader_(std::move(reader)) {}

    // Not by a qualified name: further words stand in headers that come after this one.
    std::string say(auto what) const { return std::string(word(what, reader_.language)); }
    exchange::TextTable::Column column(exchange::Word title,
                                       exchange::Align align = exchange::Align::left) const {
        return {say(title), align};
    }
    // 3 天, 3 days, 5 h: people count an age in days, and in hours on the first.
    std::string age(Time then) const;
    std::string item(const due::PlanItem* rule, const std::string& key) const;
    std::string reasons(const faults::Severity& severity) const;
    const Reader& reader() const { return reader_; }

private:
    Reader reader_;
};

std::string minute(Time time);  // 2026-11-22 21:30
std::string kilometres(std::int64_t metres);
std::string hours(std::int64_t seconds);
std::string litres(std::int64_t millilitres);
std::string in_hours(std::chrono::seconds time);           // 1.5 h
std::string decimal(double value, std::string_view unit);  // 1.5UNIT

// Puts the columns that say which truck is meant before the others.
template <class T>
std::vector<T> joined(std::vector<T> first, std::vector<T> second) {
    first.insert(first.end(), std::make_move_iterator(second.begin()),
                 std::make_move_iterator(second.end()));
    return first;
}
std::vector<exchange::TextTable::Column> label_columns(const Writer& writer);
std::vector<std::string> label_cells(const views::TruckLabel& label);

}  // namespace roadworthy::backend
