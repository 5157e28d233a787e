#include "backend/commands/writer.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {

using exchange::Language;
using exchange::Word;

std::string Writer::age(Time then) const {
    const auto age = std::max(reader_.now - then, Duration{0});
    const auto days = std::chrono::floor<std::chrono::days>(age).count();
    const auto hours = std::chrono::floor<std::chrono::hours>(age).count();
    if (days == 0) {
        return std::to_string(hours) + ' ' + say(Word::hours);
    }
    return std::to_string(days) + ' ' + say(days == 1 ? Word::day : Word::days);
}

std::string Writer::item(const due::PlanItem* rule, const std::string& key) const {
    if (rule == nullptr) {
        return key;
    }
    const bool is_chinese = reader_.language == Language::zh;
    const std::string& name = is_chinese ? rule->name_zh : rule->name_en;
    const std::string& other = is_chinese ? rule->name_en : rule->name_zh;
    return !name.empty() ? name : !other.empty() ? other : key;
}

std::string Writer::reasons(const faults::Severity& severity) const {
    std::string all;
    for (const std::string& rule : severity.rules) {
        all += (all.empty()                        ? ""
                : reader_.language == Language::zh ? "、"
                                                   : ", ") +
               exchange::rule_name(rule, reader_.rules, reader_.language);
    }
    return all;
}

std::string minute(Time time) {
    std::string text = iso(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string kilometres(std::int64_t metres) {
    return std::to_string(metres / 1000) + " km";
}

std::string hours(std::int64_t seconds) {
    return std::to_string(seconds / 3600) + " h";
}

std::string litres(std::int64_t millilitres) {
    return std::to_string(millilitres / 1000) + " l";
}

std::string decimal(double value, std::string_view unit) {
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%.1f", value);
    return std::string(text, static_cast<std::size_t>(length)) + std::string(unit);
}

std::string in_hours(std::chrono::seconds time) {
    return decimal(static_cast<double>(time.count()) / 3600, " h");
}

std::vector<exchange::TextTable::Column> label_columns(const Writer& writer) {
    return {writer.column(Word::truck), writer.column(Word::plate), writer.column(Word::customer)};
}

std::vector<std::string> label_cells(const views::TruckLabel& label) {
    return {label.id.text(), label.plate, label.customer_name};
}

}  // namespace roadworthy::backend
