#include "common/io/metrics.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace roadworthy::metrics {
namespace {

[[maybe_unused]] bool is_name(std::string_view name) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_allowed = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
               is_digit(c);
    };
    return !name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, is_allowed);
}

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

// The shortest text that reads back as the same double.
std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

std::string escaped(std::string_view help) {
    std::string text;
    for (const char c : help) {
        if (c == '\\') {
            text += "\\\\";
        } else if (c == '\n') {
            text += "\\n";
        } else {
            text += c;
        }
    }
    return text;
}

void append(std::string& text, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) {
        text += part;
    }
}

template <class Map>
void write(std::map<std::string, std::string>& blocks, const Map& entries, const char* type) {
    for (const auto& [name, entry] : entries) {
        const std::string help = escaped(entry.help);
        const std::string value = number(entry.value.value());
        append(blocks[name], {"# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n", name,
                              " ", value, "\n"});
    }
}

}  // namespace

Counter& Registry::counter(const std::string& name, const std::string& help) {
    const std::lock_guard lock(mutex_);
    assert(is_name(name) && !gauges_.contains(name));
    auto& entry = counters_[name];
    entry.help = help;
    return entry.value;
}

Gauge& Registry::gauge(const std::string& name, const std::string& help) {
    const std::lock_guard lock(mutex_);
    assert(is_name(name) && !counters_.contains(name));
    auto& entry = gauges_[name];
    entry.help = help;
    return entry.value;
}

std::string Registry::text() const {
    std::map<std::string, std::string> blocks;
    {
        const std::lock_guard lock(mutex_);
        write(blocks, counters_, "counter");
        write(blocks, gauges_, "gauge");
    }
    std::string text;
    for (const auto& [name, block] : blocks) {
        text += block;
    }
    return text;
}

}  // namespace roadworthy::metrics
