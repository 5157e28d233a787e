#include "backend/store/inputs/stream_rows.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view stream_row =
    "SELECT stream, watermark, received, gaps, duplicates, first_ms, last_ms FROM streams"
    " WHERE bucket = ? AND truck = ? AND stream_id = ?";
constexpr std::string_view upsert_stream =
    "INSERT INTO streams (bucket, truck, stream_id, stream, watermark, received, gaps, duplicates,"
    " first_ms, last_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, stream_id) DO UPDATE SET watermark = excluded.watermark,"
    " received = excluded.received, gaps = excluded.gaps, duplicates = excluded.duplicates,"
    " last_ms = excluded.last_ms";

constexpr std::string_view upsert_presence =
    "INSERT INTO presence (bucket, truck, online, agent_version, config_version, config_desired,"
    " config_state, config_reason, since_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck) DO UPDATE SET online = excluded.online,"
    " agent_version = excluded.agent_version,"
    " config_version = CASE WHEN excluded.online OR excluded.config_version IS NOT NULL"
    " THEN excluded.config_version ELSE presence.config_version END,"
    " config_desired = CASE WHEN excluded.online OR excluded.config_version IS NOT NULL"
    " THEN excluded.config_desired ELSE presence.config_desired END,"
    " config_state = CASE WHEN excluded.online OR excluded.config_version IS NOT NULL"
    " THEN excluded.config_state ELSE presence.config_state END,"
    " config_reason = CASE WHEN excluded.online OR excluded.config_version IS NOT NULL"
    " THEN excluded.config_reason ELSE presence.config_reason END,"
    " since_ms = CASE WHEN presence.online = excluded.online THEN presence.since_ms"
    " ELSE excluded.since_ms END";

std::uint64_t count(const sql::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

}  // namespace

std::optional<StreamRow> find_stream(sql::Connection& connection, const TruckId& truck,
                                     StreamId stream) {
    sql::Statement& row = connection.prepared(stream_row);
    row.with(topics::bucket_of(truck), truck.text(), stream.value);
    std::optional<StreamRow> found;
    if (row.step()) {
        found = StreamRow{.stream = static_cast<Stream>(row.integer(0)),
                          .watermark = count(row, 1),
                          .received = count(row, 2),
                          .gaps = count(row, 3),
                          .duplicates = count(row, 4),
                          .first = time_of_milliseconds(row.integer(5)),
                          .last = time_of_milliseconds(row.integer(6))};
    }
    row.reset();
    return found;
}

void put_stream(sql::Connection& connection, const TruckId& truck, StreamId stream,
                const StreamRow& row) {
    connection.prepared(upsert_stream)
        .with(topics::bucket_of(truck), truck.text(), stream.value, static_cast<int>(row.stream),
              row.watermark, row.received, row.gaps, row.duplicates, milliseconds_of(row.first),
              milliseconds_of(row.last))
        .run();
}

void put_presence(sql::Connection& connection, const TruckId& truck, const PresenceRow& row,
                  Time heard) {
    connection.prepared(upsert_presence)
        .with(topics::bucket_of(truck), truck.text(), row.is_online, row.agent_version,
              row.config_version, row.config_desired, row.config_state, row.config_reason,
              milliseconds_of(heard))
        .run();
}

}  // namespace roadworthy::store
