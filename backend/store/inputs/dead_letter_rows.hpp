#pragma once
// What came and could not be taken, kept with its reason for people to look at: bounded per truck
// and in all, so that nobody can fill the disk with rubbish. The oldest go first.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

struct DeadLetter {
    Time received;
    std::optional<TruckId> truck;  // absent: the topic names none
    std::string topic;
    std::string_view reason;  // one word: topic, size, unreadable, version, report, ...
    std::string detail;
    std::span<const std::byte> payload;  // whole; its head is kept
};

struct DeadLetterQuota {
    std::size_t most_payload_bytes = 64 * 1024;
    std::int64_t most_per_truck = 64;  // those without a truck count as one
    std::int64_t most = 4096;
};

// In the caller's transaction.
void keep_dead_letter(sql::Connection& connection, const DeadLetter& letter,
                      const DeadLetterQuota& quota = {});

bool has_dead_letter(sql::Connection& connection, const TruckId& truck, std::string_view reason,
                     std::string_view detail);

}  // namespace roadworthy::store
