#include "backend/store/derived/evidence_rows.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "backend/store/derived/tables.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/forms/uptime_form.hpp"
#include "backend/uptime/blocks.hpp"
#include "backend/uptime/intervals.hpp"
#include "backend/uptime/operating.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view upsert_evidence =
    "INSERT INTO @evidence (bucket, truck, source, ref, from_ms, to_ms, is_open, said, entered_ms,"
    " said_by, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, source, ref, from_ms) DO UPDATE SET to_ms = excluded.to_ms,"
    " is_open = excluded.is_open, said = excluded.said, entered_ms = excluded.entered_ms,"
    " said_by = excluded.said_by, words = excluded.words";
constexpr std::string_view delete_evidence =
    "DELETE FROM @evidence WHERE bucket = ? AND truck = ? AND source = ? AND ref = ?"
    " AND from_ms = ?";
constexpr std::string_view delete_name =
    "DELETE FROM @evidence WHERE bucket = ? AND truck = ? AND source = ? AND ref = ?";
constexpr std::string_view block_rows =
    "SELECT from_ms, to_ms FROM @evidence WHERE bucket = ? AND truck = ? AND source = ?"
    " AND ref = '' AND from_ms <= ? AND to_ms >= ?";
constexpr std::string_view upsert_hours =
    "INSERT INTO @operating_hours (whose, name, content) VALUES (?, ?, ?)"
    " ON CONFLICT (whose, name) DO UPDATE SET content = excluded.content";
constexpr std::string_view upsert_targets =
    "INSERT INTO @uptime_targets (segment, content) VALUES (?, ?)"
    " ON CONFLICT (segment) DO UPDATE SET content = excluded.content";

bool touches(const uptime::Period& one, const uptime::Period& around) {
    return one.from <= around.to && one.to >= around.from;
}

}  // namespace

void write(Tables& tables, const TruckId& truck, const uptime::EvidenceChanges& changed) {
    const auto bucket = topics::bucket_of(truck);
    for (const auto& [source, ref] : changed.anew) {
        tables.prepared(delete_name)
            .with(bucket, truck.text(), static_cast<int>(source), ref)
            .run();
    }
    for (const auto& [key, row] : changed.rows) {
        if (row) {
            tables.prepared(upsert_evidence)
                .with(bucket, truck.text(), static_cast<int>(key.source), key.ref,
                      milliseconds_of(key.from), milliseconds_of(row->to), row->is_open,
                      static_cast<int>(row->said), milliseconds_of(row->entered), row->by,
                      row->words)
                .run();
        } else {
            tables.prepared(delete_evidence)
                .with(bucket, truck.text(), static_cast<int>(key.source), key.ref,
                      milliseconds_of(key.from))
                .run();
        }
    }
}

std::vector<uptime::Period> past_blocks(Tables& tables, const TruckId& truck, uptime::Source source,
                                        uptime::Period around,
                                        const uptime::EvidenceChanges& changed) {
    std::map<Time, uptime::Period> blocks;
    sql::Statement& row = tables.prepared(block_rows);
    row.with(topics::bucket_of(truck), truck.text(), static_cast<int>(source),
             milliseconds_of(around.to), milliseconds_of(around.from));
    while (row.step()) {
        const Time from = time_of_milliseconds(row.integer(0));
        blocks.insert_or_assign(from, uptime::Period{from, time_of_milliseconds(row.integer(1))});
    }
    row.reset();
    for (const auto& [key, changed_row] : changed.rows) {
        if (key.source != source) {
            continue;
        }
        if (!changed_row) {
            blocks.erase(key.from);
        } else if (touches({changed_row->from, changed_row->to}, around)) {
            blocks.insert_or_assign(key.from, uptime::Period{key.from, changed_row->to});
        }
    }
    std::vector<uptime::Period> in_order;
    for (const auto& [from, block] : blocks) {
        in_order.push_back(block);
    }
    return in_order;
}

void write(Tables& tables, const uptime::OperatingHours& hours) {
    tables.prepared(upsert_hours)
        .with(static_cast<int>(hours.whose), hours.name, to_blob(hours))
        .run();
}

void write(Tables& tables, const uptime::Targets& targets) {
    tables.prepared(upsert_targets).with(targets.segment, to_blob(targets)).run();
}

}  // namespace roadworthy::store
