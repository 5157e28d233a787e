#include "backend/store/derived/history_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/dossier.hpp"
#include "backend/due/due.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/store/derived/due_rows.hpp"
#include "backend/store/derived/episode_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view upsert_meter_day =
    "INSERT INTO @meter_days (bucket, truck, kind, day, content) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, kind, day) DO UPDATE SET content = excluded.content";
constexpr std::string_view meter_day_rows =
    "SELECT content FROM @meter_days WHERE bucket = ? AND truck = ? AND kind = ?";

constexpr std::string_view upsert_score =
    "INSERT INTO @meter_scores (bucket, truck, kind, silent_minutes, driven_minutes, settled,"
    " early, late, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (bucket, truck, kind) DO UPDATE SET silent_minutes = excluded.silent_minutes,"
    " driven_minutes = excluded.driven_minutes, settled = excluded.settled,"
    " early = excluded.early, late = excluded.late, content = excluded.content";

constexpr std::string_view delete_completions =
    "DELETE FROM @completions WHERE bucket = ? AND truck = ? AND item = ?";
constexpr std::string_view insert_completion =
    "INSERT INTO @completions (bucket, truck, item, at_ms, workshop, verdict, criterion,"
    " off_permille, off_days, is_void) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void write_due(Tables& tables, const StoredDossier& stored, const ChangedRows& changed) {
    DueRows rows(tables, stored);
    for (const auto& [item, row] : changed.due) {
        if (row) {
            rows.write(*row);
        } else {
            rows.remove(item);
        }
    }
}

void write_meter_day(Tables& tables, TruckKey truck, MeterKind kind,
                     const truck::ReadingsOfDay& row) {
    tables.prepared(upsert_meter_day)
        .with(truck.bucket, truck.text, static_cast<int>(kind), days_of(row.day), to_blob(row))
        .run();
}

void write_score(Tables& tables, TruckKey truck, const customers::MeterScore& row) {
    const due::Score& all = row.scorecard.all;
    tables.prepared(upsert_score)
        .with(truck.bucket, truck.text, static_cast<int>(row.kind), row.silent_minutes,
              row.driven_minutes, all.count, all.early, all.late, to_blob(row.scorecard))
        .run();
}

void write_completions(Tables& tables, TruckKey truck, const std::string& item,
                       const std::vector<due::JudgedCompletion>& all) {
    tables.prepared(delete_completions).with(truck.bucket, truck.text, item).run();
    for (const due::JudgedCompletion& row : all) {
        tables.prepared(insert_completion)
            .with(truck.bucket, truck.text, item, milliseconds_of(row.at), row.workshop,
                  static_cast<int>(row.verdict), static_cast<int>(row.criterion), row.off_permille,
                  row.off_days, row.is_void)
            .run();
    }
}

}  // namespace

void ChangedRows::add(customers::Changes&& changes) {
    for (due::DueRow& row : changes.due) {
        std::string item = row.item;
        due.insert_or_assign(std::move(item), std::move(row));
    }
    for (std::string& item : changes.due_gone) {
        due.insert_or_assign(std::move(item), std::nullopt);
    }
    for (const faults::Episode& episode : changes.episodes) {
        episodes.insert_or_assign(episode.number, episode);
    }
    for (const faults::LinkedEpisode& episode : changes.links) {
        links.insert_or_assign(episode.number, episode.links);
    }
    evidence.add(std::move(changes.evidence));
    for (customers::MeterDay& day : changes.meter_days) {
        meter_days.insert_or_assign({day.kind, day.readings.day}, std::move(day.readings));
    }
    for (const customers::MeterScore& score : changes.scores) {
        scores.insert_or_assign(score.kind, score);
    }
    for (auto& [item, completions] : changes.judged) {
        judged.insert_or_assign(item, std::move(completions));
    }
    for (const cases::CaseId& id : changes.cases.gone) {
        cases.insert_or_assign(id, std::nullopt);
    }
    for (cases::Case& one : changes.cases.cases) {
        cases::CaseId id = one.id;
        cases.insert_or_assign(std::move(id), std::move(one));
    }
}

// Episodes go in the order of their numbers: a fault's old one closes before its new one opens.
void write(Tables& tables, const StoredDossier& stored, const ChangedRows& changed) {
    const TruckId& truck = stored.dossier.truck;
    const TruckKey key{topics::bucket_of(truck), truck.text()};
    if (!changed.due.empty()) {
        write_due(tables, stored, changed);
    }
    for (const auto& [number, row] : changed.episodes) {
        write(tables, key, row);
    }
    for (const auto& [number, links] : changed.links) {
        write(tables, key, faults::LinkedEpisode{.number = number, .links = links});
    }
    for (const auto& [kind_and_day, row] : changed.meter_days) {
        write_meter_day(tables, key, kind_and_day.first, row);
    }
    for (const auto& [kind, row] : changed.scores) {
        write_score(tables, key, row);
    }
    for (const auto& [item, completions] : changed.judged) {
        write_completions(tables, key, item, completions);
    }
}

std::vector<truck::ReadingsOfDay> meter_days(Tables& tables, const TruckId& truck, MeterKind kind,
                                             const ChangedRows& changed) {
    std::map<Day, truck::ReadingsOfDay> days;
    sql::Statement& row = tables.prepared(meter_day_rows);
    row.with(topics::bucket_of(truck), truck.text(), static_cast<int>(kind));
    while (row.step()) {
        auto day = from_blob<truck::ReadingsOfDay>(row.blob(0));
        if (!day) {
            throw sql::Failure(sql::Fault::corrupt,
                               "a day of readings of " + truck.text() + ": " + day.error().message);
        }
        days.insert_or_assign(day->day, std::move(*day));
    }
    row.reset();
    for (const auto& [kind_and_day, readings] : changed.meter_days) {
        if (kind_and_day.first == kind) {
            days.insert_or_assign(kind_and_day.second, readings);
        }
    }
    std::vector<truck::ReadingsOfDay> in_order;
    in_order.reserve(days.size());
    for (auto& [day, readings] : days) {
        in_order.push_back(std::move(readings));
    }
    return in_order;
}

}  // namespace roadworthy::store
