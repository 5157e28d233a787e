#include "backend/units/config_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::units {
namespace {

constexpr std::string_view desired_version =
    "SELECT version FROM unit_configs WHERE bucket = ? AND truck = ?";
constexpr std::string_view upsert_desired =
    "INSERT INTO unit_configs (bucket, truck, version, entered_ms, message)"
    " VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck) DO UPDATE SET version = excluded.version,"
    " entered_ms = excluded.entered_ms, message = excluded.message";
constexpr std::string_view outstanding =
    "SELECT unit_configs.truck, unit_configs.version FROM unit_configs"
    " LEFT JOIN presence ON presence.bucket = unit_configs.bucket"
    " AND presence.truck = unit_configs.truck"
    " WHERE COALESCE(presence.config_desired, 0) < unit_configs.version";
constexpr std::string_view message_of =
    "SELECT message FROM unit_configs WHERE bucket = ? AND truck = ?";
constexpr std::string_view views =
    "SELECT trucks.truck, unit_configs.version, unit_configs.entered_ms, presence.config_version,"
    " presence.config_desired, presence.config_state, presence.config_reason"
    " FROM (SELECT bucket, truck FROM unit_configs UNION"
    " SELECT bucket, truck FROM presence WHERE config_version IS NOT NULL) AS trucks"
    " LEFT JOIN unit_configs ON unit_configs.bucket = trucks.bucket"
    " AND unit_configs.truck = trucks.truck"
    " LEFT JOIN presence ON presence.bucket = trucks.bucket AND presence.truck = trucks.truck"
    " ORDER BY trucks.truck";

std::optional<std::uint64_t> number_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional(static_cast<std::uint64_t>(row.integer(column)));
}

std::string text_if(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::string() : std::string(row.text(column));
}

std::optional<std::uint64_t> version_of(sql::Connection& connection, const TruckId& truck) {
    sql::Statement& row = connection.prepared(desired_version);
    row.with(topics::bucket_of(truck), truck.text());
    const auto version = row.step() ? number_if(row, 0) : std::nullopt;
    row.reset();
    return version;
}

}  // namespace

Result<TruckId> publish_config(sql::Connection& connection, wire::BytesView message, Time now) {
    const auto desired = wire::decode_signed(message).and_then(
        [](const wire::SignedConfig& config) { return wire::decode_desired(config.content); });
    if (!desired) {
        return fail("no signed configuration: " + desired.error().message);
    }
    const auto present = version_of(connection, desired->truck);
    if (present && desired->version <= *present) {
        return fail(desired->truck.text() + ": expected a version above " +
                    std::to_string(*present) + ", got " + std::to_string(desired->version));
    }
    connection.prepared(upsert_desired)
        .with(topics::bucket_of(desired->truck), desired->truck.text(), desired->version,
              milliseconds_of(now), sql::Blob(message))
        .run();
    return desired->truck;
}

std::vector<OutstandingConfig> outstanding_configs(sql::Connection& connection) {
    std::vector<OutstandingConfig> all;
    sql::Statement& row = connection.prepared(outstanding);
    while (row.step()) {
        all.push_back({.truck = TruckId::from(row.text(0)).value(),
                       .version = static_cast<std::uint64_t>(row.integer(1))});
    }
    row.reset();
    return all;
}

std::optional<wire::Bytes> config_message(sql::Connection& connection, const TruckId& truck) {
    sql::Statement& row = connection.prepared(message_of);
    row.with(topics::bucket_of(truck), truck.text());
    std::optional<wire::Bytes> message;
    if (row.step()) {
        const auto blob = row.blob(0);
        message.emplace(blob.begin(), blob.end());
    }
    row.reset();
    return message;
}

std::vector<ConfigView> config_views(sql::Connection& connection) {
    std::vector<ConfigView> all;
    sql::Statement& row = connection.prepared(views);
    while (row.step()) {
        ConfigView view{.truck = TruckId::from(row.text(0)).value(),
                        .desired = number_if(row, 1),
                        .in_force = number_if(row, 3),
                        .known = number_if(row, 4),
                        .state = text_if(row, 5),
                        .reason = text_if(row, 6)};
        if (!row.is_null(2)) {
            view.entered = time_of_milliseconds(row.integer(2));
        }
        all.push_back(std::move(view));
    }
    row.reset();
    return all;
}

}  // namespace roadworthy::units
