#include "backend/store/derived/episode_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/rule_keys.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view upsert_episode =
    "INSERT INTO @episodes (bucket, truck, episode, source_address, spn, fmi, state, opened_ms,"
    " opened_quality, seen_ms, closed_ms, close_reason, occurrences, flaps, conversion_method,"
    " lamp_bits, flash_bits, odometer_m, action, reasons, rule_set, within_days, within_m,"
    " since_ms, nth, parent, cascade, group_action, repaired_ms, comeback_of_ms, silent_since_ms,"
    " foreign_lamp_bits)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
    " ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, episode) DO UPDATE SET state = excluded.state,"
    " opened_ms = excluded.opened_ms, opened_quality = excluded.opened_quality,"
    " seen_ms = excluded.seen_ms, closed_ms = excluded.closed_ms,"
    " close_reason = excluded.close_reason, occurrences = excluded.occurrences,"
    " flaps = excluded.flaps, conversion_method = excluded.conversion_method,"
    " lamp_bits = excluded.lamp_bits, flash_bits = excluded.flash_bits,"
    " odometer_m = excluded.odometer_m, action = excluded.action, reasons = excluded.reasons,"
    " rule_set = excluded.rule_set, within_days = excluded.within_days,"
    " within_m = excluded.within_m, since_ms = excluded.since_ms, nth = excluded.nth,"
    " parent = excluded.parent, cascade = excluded.cascade,"
    " group_action = excluded.group_action, repaired_ms = excluded.repaired_ms,"
    " comeback_of_ms = excluded.comeback_of_ms, silent_since_ms = excluded.silent_since_ms,"
    " foreign_lamp_bits = excluded.foreign_lamp_bits";
constexpr std::string_view update_links =
    "UPDATE @episodes SET repaired_ms = ?, comeback_of_ms = ?"
    " WHERE bucket = ? AND truck = ? AND episode = ?";

}  // namespace

void write(Tables& tables, TruckKey truck, const faults::Episode& row) {
    const auto days = row.severity.within
                          ? std::optional<std::int64_t>(row.severity.within->count())
                          : std::nullopt;
    tables.prepared(upsert_episode)
        .with(truck.bucket, truck.text, row.number, row.key.source_address, row.key.spn,
              row.key.fmi, static_cast<int>(row.state), milliseconds_of(row.opened.at),
              static_cast<int>(row.opened.quality), milliseconds_of(row.last_seen),
              milliseconds_of(row.closed), static_cast<int>(row.close_reason), row.occurrences,
              row.flaps, row.conversion_method, row.lamps.state, row.lamps.flash, row.odometer_m,
              static_cast<int>(row.severity.action), text_of_keys(row.severity.rules),
              row.severity.rule_set, days, row.severity.within_m, milliseconds_of(row.since),
              row.nth, row.parent, static_cast<int>(row.cascade),
              static_cast<int>(row.group_action), milliseconds_of(row.links.repaired),
              milliseconds_of(row.links.comeback_of), milliseconds_of(row.silent_since),
              row.foreign_lamps)
        .run();
}

void write(Tables& tables, TruckKey truck, const faults::LinkedEpisode& row) {
    tables.prepared(update_links)
        .with(milliseconds_of(row.links.repaired), milliseconds_of(row.links.comeback_of),
              truck.bucket, truck.text, row.number)
        .run();
}

}  // namespace roadworthy::store
