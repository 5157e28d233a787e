#include "agent/settings/section.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::agent {
namespace {

using Json = Section::Json;

// A value in a fault's words. Of a list or an object the kind alone: writing it recurses as deep as
// an outsider has nested it.
std::string shown(const Json& value) {
    constexpr std::size_t most_shown = 60;
    if (value.is_structured()) {
        return value.is_array() ? "a list" : "an object";
    }
    return value.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, most_shown);
}

}  // namespace

std::string Faults::joined() const {
    std::string text;
    for (const std::string& line : lines_) {
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

Section::Section(const Json& json, std::string prefix, Faults& faults)
    : json_(json), prefix_(std::move(prefix)), faults_(faults) {
    if (!json_.is_object()) {
        unexpected(prefix_.empty() ? std::string(faults.origin().whole)
                                   : prefix_.substr(0, prefix_.size() - 1),
                   "an object", json_);
    }
}

void Section::text(const char* key, std::string& value) {
    if (const Json* found = find(key, &Json::is_string, "a text")) {
        value = found->get<std::string>();
    }
}

void Section::path(const char* key, std::filesystem::path& value) {
    std::string name = value.string();
    text(key, name);
    value = name;
}

bool Section::number_in(const char* key, std::int64_t& value, Range range) {
    const std::string expected =
        "an integer from " + std::to_string(range.least) + " to " + std::to_string(range.most);
    const Json* found = find(key, &Json::is_number_integer, expected);
    if (found == nullptr) {
        return false;
    }
    const bool is_huge = found->is_number_unsigned() &&
                         found->get<std::uint64_t>() > static_cast<std::uint64_t>(range.most);
    value = found->get<std::int64_t>();
    if (is_huge || value < range.least || value > range.most) {
        unexpected(prefix_ + key, expected, *found);
        return false;
    }
    return true;
}

bool Section::word_in(const char* key, std::size_t& place,
                      std::span<const std::string_view> words) {
    std::string expected;
    for (const std::string_view word : words) {
        expected += (expected.empty() ? "" : " or ") + std::string(word);
    }
    const Json* found = find(key, &Json::is_string, expected);
    if (found == nullptr) {
        return false;
    }
    const auto word = std::ranges::find(words, found->get_ref<const std::string&>());
    if (word == words.end()) {
        unexpected(prefix_ + key, expected, *found);
        return false;
    }
    place = static_cast<std::size_t>(word - words.begin());
    return true;
}

void Section::texts(const char* key, std::vector<std::string>& values) {
    const Json* found = find(key, &Json::is_array, "a list of texts");
    if (found == nullptr) {
        return;
    }
    values.clear();
    for (const Json& each : *found) {
        if (each.is_string()) {
            values.push_back(each.get<std::string>());
        } else {
            faults_.add(prefix_ + key + ": expected a list of texts, got one with " + shown(each));
        }
    }
}

void Section::boolean(const char* key, bool& value) {
    if (const Json* found = find(key, &Json::is_boolean, "true or false")) {
        value = found->get<bool>();
    }
}

void Section::refuse_others() {
    if (!json_.is_object()) {
        return;
    }
    for (const auto& [key, value] : json_.items()) {
        if (!known_.contains(key)) {
            faults_.add(prefix_ + key + ": " + std::string(faults_.origin().stranger));
        }
    }
}

void Section::fault(const char* key, const std::string& words) {
    faults_.add(prefix_ + key + ": " + words);
}

const Json* Section::find(const char* key, bool (Json::*is_kind)() const noexcept,
                          const std::string& expected) {
    known_.insert(key);
    if (!json_.is_object() || !json_.contains(key)) {
        return nullptr;
    }
    const Json& found = json_.at(key);
    if (!(found.*is_kind)()) {
        unexpected(prefix_ + key, expected, found);
        return nullptr;
    }
    return &found;
}

void Section::unexpected(const std::string& where, const std::string& expected, const Json& came) {
    faults_.add(where + ": expected " + expected + ", got " + shown(came));
}

}  // namespace roadworthy::agent
