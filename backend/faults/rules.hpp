#pragma once
// The rules by which a fault's action is decided, as data. All rules that apply are heard: the
// highest action that any `at_least` asks for, capped by the lowest that any `at_most` allows.
//
// An operator's set stands over the built-in rules: a rule of the same key takes the place of the
// built-in one, `off` takes it away.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::faults {

enum class Effect : std::uint8_t { at_least = 0, at_most = 1, off = 2 };
enum class LampKind : std::uint8_t { red_stop = 0, amber_warning = 1, protect = 2, mil = 3 };

struct SpnRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  // inclusive
    friend bool operator==(const SpnRange&, const SpnRange&) = default;
};

// All that are given must hold; what is empty or zero asks for nothing.
struct Conditions {
    std::vector<SpnRange> spns;
    std::uint32_t fmis = 0;  // bit n: FMI n
    std::vector<std::uint8_t> source_addresses;
    std::optional<LampKind> lamp;  // is on, in the DM that held the code
    std::optional<Flash> flash;    // of that lamp
    std::uint32_t episodes = 0;    // at least so many of this fault within `recently`
    std::uint32_t flaps = 0;       // at least so many times back within the hold time
    std::uint8_t occurrences = 0;  // at least so many, as the ECU counts
    std::chrono::days open_for{0};
    std::string model;     // TruckRecord::model
    std::string customer;  // CustomerId of the owner
    friend bool operator==(const Conditions&, const Conditions&) = default;
};

struct Rule {
    std::string key;  // red_stop_lamp
    Effect effect = Effect::at_least;
    Action action = Action::log;
    Conditions when;
    std::optional<std::chrono::days> within;
    std::optional<std::int64_t> within_m;
    std::string name_zh;
    std::string name_en;
    friend bool operator==(const Rule&, const Rule&) = default;
};

// What an operator enters as a whole. The highest version is in force from when it came.
struct RuleSet {
    std::uint32_t version = 0;
    std::vector<Rule> rules;
    friend bool operator==(const RuleSet&, const RuleSet&) = default;
};

constexpr std::chrono::days recently{30};
constexpr std::size_t most_rules = 1'000;

// What is known of one fault when it is judged.
struct Evidence {
    FaultKey key;
    Lamps lamps;
    std::uint8_t occurrences = occurrences_absent;
    std::uint32_t flaps = 0;
    std::uint32_t episodes = 1;  // of this fault within `recently`, with this one
    Duration open_for{};
};

// Whose it is.
struct TruckTraits {
    std::string model;
    std::string customer;
    friend bool operator==(const TruckTraits&, const TruckTraits&) = default;
};

// With every lamp, every critical code, derating, repeats and age. Sources: J1939-73 for what lamps and FMIs
// mean; which SPNs are critical is ours.
std::span<const Rule> built_in_rules();
std::vector<Rule> over_built_in(std::span<const Rule> own);

bool applies(const Conditions& when, const Evidence& evidence, const TruckTraits& truck);
Severity judge(std::span<const Rule> rules, const Evidence& evidence, const TruckTraits& truck);

}  // namespace roadworthy::faults
