#pragma once
// One object of a JSON text, read key by key: what is wrong is gathered, so that all of it is told
// at once, and a key that nobody asked for is a fault.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::agent {

struct Range {
    std::int64_t least;
    std::int64_t most;
};

// Where the text came from, in the words of its faults.
struct Origin {
    std::string_view whole = "the file";
    std::string_view stranger = "not a key of this file";
};

class Faults {
public:
    explicit Faults(Origin origin = {}) : origin_(origin) {}
    void add(std::string line) { lines_.push_back(std::move(line)); }
    bool empty() const { return lines_.empty(); }
    std::string joined() const;  // one a line
    const Origin& origin() const { return origin_; }

private:
    Origin origin_;
    std::vector<std::string> lines_;
};

// What is wrong goes to `faults`, under the key's whole name; its value is then left as it was.
class Section {
public:
    using Json = nlohmann::json;

    Section(const Json& json, std::string prefix, Faults& faults);

    void text(const char* key, std::string& value);
    void path(const char* key, std::filesystem::path& value);
    void texts(const char* key, std::vector<std::string>& values);
    template <class Integer>
    void integer(const char* key, Integer& value, Range range) {
        std::int64_t number = 0;
        if (number_in(key, number, range)) {
            value = Integer(number);
        }
    }
    // One of these words; the value is its place among them.
    template <class Enum, std::size_t count>
    void choice(const char* key, Enum& value, const std::array<std::string_view, count>& words) {
        std::size_t place = 0;
        if (word_in(key, place, words)) {
            value = Enum(place);
        }
    }
    void boolean(const char* key, bool& value);
    template <class Read>
    void object(const char* key, Read read) {
        if (const Json* found = find(key, &Json::is_object, "an object")) {
            Section inner(*found, prefix_ + key + '.', faults_);
            read(inner);
            inner.refuse_others();
        }
    }
    void refuse_others();
    void fault(const char* key, const std::string& words);  // about a value that was read

private:
    bool number_in(const char* key, std::int64_t& value, Range range);
    bool word_in(const char* key, std::size_t& place, std::span<const std::string_view> words);
    const Json* find(const char* key, bool (Json::*is_kind)() const noexcept,
                     const std::string& expected);
    void unexpected(const std::string& where, const std::string& expected, const Json& came);

    const Json& json_;
    std::string prefix_;
    Faults& faults_;
    std::set<std::string> known_;
};

// Calls `read` with the whole object of a JSON text, // comments allowed; tells what is wrong.
template <class Read>
void read_json(std::string_view text, Faults& faults, Read read) {
    constexpr bool allow_exceptions = true;
    constexpr bool ignore_comments = true;
    nlohmann::json json;
    try {
        json = nlohmann::json::parse(text, nullptr, allow_exceptions, ignore_comments);
    } catch (const nlohmann::json::exception& error) {  // a number beyond all is no parse_error
        faults.add(error.what());
        return;
    }
    Section section(json, "", faults);
    read(section);
    section.refuse_others();
}

}  // namespace roadworthy::agent
