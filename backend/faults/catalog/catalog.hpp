#pragma once
// Our own words for fault codes, in Chinese and in English: what an SPN, an FMI, a system and a
// source address are. They stand in *.csv beside this file (README.md says how they are made) and
// are read once, when they are first asked for.

#include <cstdint>
#include <span>
#include <string_view>

namespace roadworthy::faults {

// The languages in which the words are ours; an operator may add any other (own_words.hpp).
enum class Tongue : std::uint8_t { zh, en };

struct Both {
    std::string_view zh;
    std::string_view en;

    std::string_view in(Tongue tongue) const { return tongue == Tongue::zh ? zh : en; }
    friend bool operator==(const Both&, const Both&) = default;
};

struct SystemWords {
    std::string_view key;  // engine, brakes, ...: what the rows of all tables name
    Both name;
};

// On which side of its range a value must lie for what an SPN's words say of it.
enum class Side : std::uint8_t { either, high, low };

struct SpnWords {
    std::uint32_t spn = 0;
    const SystemWords* system = nullptr;  // never null
    Side side = Side::either;             // of notice and what_to_do
    Both name;                            // a noun phrase
    Both notice;                          // what the driver notices when the thing itself is wrong
    Both what_to_do;                      // the driver first, then the workshop
};

enum class FmiKind : std::uint8_t {
    value_high,
    value_low,
    condition,   // it is so, or nobody knows why
    mechanical,  // the part does not do what it was told
    circuit,
    erratic,  // a signal that cannot be true
    communication,
    calibration,
    maker,    // what its maker says
    reserved  // by J1939-73: nobody's yet
};

struct FmiWords {
    std::uint8_t fmi = 0;
    FmiKind kind = FmiKind::reserved;
    Both name;
    Both meaning;
    Both what_to_do;
};

// Who prefers a source address by J1939's list of addresses. A truck may give it to another unit.
struct SenderWords {
    std::uint8_t source_address = 0;
    const SystemWords* system = nullptr;  // null: no one system
    Both name;
};

std::span<const SpnWords> all_spn_words();  // by SPN
std::span<const SystemWords> all_system_words();

// Null where the catalogue has none.
const SpnWords* spn_words(std::uint32_t spn);
const FmiWords* fmi_words(std::uint8_t fmi);  // there is one for each of 0 to 31
const SystemWords* system_words(std::string_view key);
const SenderWords* sender_words(std::uint8_t source_address);

}  // namespace roadworthy::faults
