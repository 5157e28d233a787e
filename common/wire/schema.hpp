#pragma once
// What every description of the wire refers to: the version, the limits, the shape of a list.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace roadworthy::wire {

using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

constexpr std::uint64_t batch_version = 2;  // of batches and of rows of the outbox
// Of answers. It stays where it is when batches gain a version: a unit that is older than its backend
// must still read them.
constexpr std::uint64_t answer_version = 1;

// Checked before anything is parsed or kept.
constexpr std::size_t most_batch_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_reports = 512;
constexpr unsigned most_depth = 6;
constexpr std::size_t most_string_bytes = 256;

// Report numbers and health counters: exact in a JSON number, a BIGINT and a double.
constexpr std::uint64_t most_number = (std::uint64_t{1} << 53) - 1;
// Meter values, distances, speeds and durations: more than any J1939 total can say (2.1e12 ml of
// fuel), and a million of them still fit into 64 bits, as seconds do when they become microseconds.
constexpr std::int64_t most_amount = (std::int64_t{1} << 42) - 1;
// Times in milliseconds: the years 0 to 9999, which iso() can write.
constexpr std::int64_t least_time_ms = -62'167'219'200'000;
constexpr std::int64_t most_time_ms = 253'402'300'799'999;
constexpr bool is_time_ms(std::int64_t milliseconds) {
    return milliseconds >= least_time_ms && milliseconds <= most_time_ms;
}
constexpr std::string_view no_time = "expected a time in the years 0 to 9999, got one beyond";

constexpr std::uint64_t most_bits = ~std::uint64_t{0};  // ids and marks
constexpr std::uint64_t most_byte = 0xFF;
constexpr std::uint64_t most_spn = 0x7FFFF;  // J1939-73: 19 bits
constexpr std::uint64_t most_fmi = 31;

// Elements of a list. With them the largest report fits into a batch.
constexpr std::size_t most_readings = 64;  // also the meters in the head of a batch
constexpr std::size_t most_active = 512;   // a DM1 of 1,785 bytes holds 445
constexpr std::size_t most_ecus = 64;
constexpr std::size_t most_counters = 64;
constexpr std::size_t most_services = 32;
constexpr std::size_t most_snapshot_faults = 8;
constexpr std::size_t most_snapshot_signals = 16;
constexpr std::size_t most_snapshot_values = 512;

// Signals of a snapshot, in whatever unit.
constexpr bool is_step_value(std::int64_t value) {
    return value >= -most_amount && value <= most_amount;
}

// A list is one flat array; each of its elements gives `values` items of it.
struct ListShape {
    std::size_t values = 1;
    std::size_t most_elements = 0;
};

// A struct on the wire is a map under integer keys that ascend. What is in it is described once,
// for both directions: a FieldWriter takes the struct as const, a FieldReader fills it.
//
//     void describe(auto& fields, Like<GapReport> auto& gap) {
//         fields.number(8, gap.reason, most);
//     }
template <class Given, class Wanted>
concept Like = std::same_as<std::remove_const_t<Given>, Wanted>;

}  // namespace roadworthy::wire
