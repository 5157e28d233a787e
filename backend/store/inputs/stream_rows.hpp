#pragma once
// The watermark of each stream of each truck, and what is known of its unit beside it.

#include <optional>
#include <string>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"

namespace roadworthy::store {

struct StreamRow {
    Stream stream = Stream::events;
    std::uint64_t watermark = 0;  // every number up to it is in the journal
    std::uint64_t received = 0;   // reports, without gaps
    std::uint64_t gaps = 0;       // numbers that will never come
    std::uint64_t duplicates = 0;
    Time first;  // received
    Time last;
    friend bool operator==(const StreamRow&, const StreamRow&) = default;
};

std::optional<StreamRow> find_stream(sql::Connection& connection, const TruckId& truck,
                                     StreamId stream);
void put_stream(sql::Connection& connection, const TruckId& truck, StreamId stream,
                const StreamRow& row);

// As its unit last said, or the broker in its place.
struct PresenceRow {
    bool is_online = false;
    std::string agent_version;
    // Of the configuration from afar, where the unit takes one: the version in force, and the newest
    // that it has taken in hand with what became of it and why.
    std::optional<std::int64_t> config_version;
    std::optional<std::int64_t> config_desired;
    std::optional<std::string> config_state;
    std::optional<std::string> config_reason;
    friend bool operator==(const PresenceRow&, const PresenceRow&) = default;
};

// `heard` is when this was first said: the same again does not move it. One that is offline, which
// the broker says in the unit's place, keeps what it said of its configuration.
void put_presence(sql::Connection& connection, const TruckId& truck, const PresenceRow& row,
                  Time heard);

}  // namespace roadworthy::store
