#pragma once
// Streams that grow no more. They keep their id and their numbers, so that no report can count
// twice, and lie in slots of their own until the backend has committed them.

#include <cstdint>
#include <filesystem>

#include "agent/uplink/outbox/outbox_rows.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::uplink {

// Rows and the streams to which they belong, of one database.
struct Held {
    OutboxRows rows;
    StreamRows streams;
};

// Its slot is free then. All below: in the caller's transactions, and sql::Failure as it comes.
void seal(Held& held, Stream stream);

// What waits in `from`, sealed into `to` under the same ids. What is damaged comes as a gap.
void copy_sealed(Held& from, Held& to);

// As much as can still be read of a broken file, in the same way. How many reports were saved; 0 if
// the streams themselves cannot be read. `known`: its streams, where their watermarks are newer.
std::uint64_t salvage(const std::filesystem::path& broken, const StreamRows& known, Held& to);

// What waited in memory goes to the disk. The streams that grew there are sealed, those of memory
// grow on. `left`: the disk's streams when memory took over; what a commit that failed then left
// above them has been stored in memory, and goes.
void move_to_disk(Held& memory, const StreamRows& left, Held& disk);

}  // namespace roadworthy::uplink
