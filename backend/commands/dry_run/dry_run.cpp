#include "backend/commands/dry_run/dry_run.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/commands/dry_run/comparison.hpp"
#include "backend/commands/dry_run/history.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/templates.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/plan_book.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

constexpr std::size_t rows_at_once = 1000;

// What is due before stands in the copy beside what is due after: a fleet's rows need no memory.
constexpr const char* keep_before =
    "CREATE TABLE due_before (bucket INTEGER, truck TEXT, item TEXT, content BLOB,"
    " PRIMARY KEY (bucket, truck, item)) WITHOUT ROWID;"
    "INSERT INTO due_before SELECT bucket, truck, item, content FROM due;"
    "CREATE TABLE plan_before (bucket INTEGER, truck TEXT, plan TEXT,"
    " PRIMARY KEY (bucket, truck)) WITHOUT ROWID;"
    "INSERT INTO plan_before SELECT bucket, truck, plan FROM trucks;";

constexpr std::string_view touched_trucks =
    "SELECT COUNT(*), COALESCE(SUM(p.plan IS NOT t.plan), 0) FROM trucks t JOIN plan_before p"
    " ON p.bucket = t.bucket AND p.truck = t.truck WHERE p.plan IS NOT t.plan"
    " OR EXISTS (SELECT 1 FROM due d LEFT JOIN due_before b ON b.bucket = d.bucket"
    " AND b.truck = d.truck AND b.item = d.item WHERE d.bucket = t.bucket AND d.truck = t.truck"
    " AND b.content IS NOT d.content)"
    " OR EXISTS (SELECT 1 FROM due_before b WHERE b.bucket = t.bucket AND b.truck = t.truck"
    " AND NOT EXISTS (SELECT 1 FROM due d WHERE d.bucket = b.bucket AND d.truck = b.truck"
    " AND d.item = b.item))";

constexpr std::string_view both_rows =
    "SELECT t.truck, t.workshop, d.item, p.plan, t.plan, b.content, d.content FROM due d"
    " JOIN trucks t ON t.bucket = d.bucket AND t.truck = d.truck"
    " LEFT JOIN due_before b ON b.bucket = d.bucket AND b.truck = d.truck AND b.item = d.item"
    " LEFT JOIN plan_before p ON p.bucket = d.bucket AND p.truck = d.truck"
    " UNION ALL SELECT t.truck, t.workshop, b.item, p.plan, t.plan, b.content, NULL"
    " FROM due_before b JOIN trucks t ON t.bucket = b.bucket AND t.truck = b.truck"
    " LEFT JOIN plan_before p ON p.bucket = b.bucket AND p.truck = b.truck"
    " WHERE NOT EXISTS (SELECT 1 FROM due d WHERE d.bucket = b.bucket AND d.truck = b.truck"
    " AND d.item = b.item) ORDER BY 1, 3";

// Labour by one book of plans; of what is in no plan, by what the recall says.
class Labour {
public:
    Labour(sql::Connection& copy, const due::PlanById& plans) : others_(copy), plans_(plans) {}

    int minutes(const std::optional<PlanId>& plan, const due::DueRow& row) {
        const auto found = plan ? plans_.find(*plan) : plans_.end();
        if (found != plans_.end()) {
            for (const due::PlanItem& item : found->second.items) {
                if (item.key == row.item) {
                    return item.labour_minutes;
                }
            }
        }
        const due::PlanItem* other = others_.item(std::nullopt, row.item);
        return other == nullptr ? 0 : other->labour_minutes;
    }

private:
    views::PlanBook others_;
    const due::PlanById& plans_;
};

std::optional<due::DueRow> row_if(const sql::Statement& row, int column) {
    if (row.is_null(column)) {
        return std::nullopt;
    }
    auto due_row = store::from_blob<due::DueRow>(row.blob(column));
    if (!due_row) {
        throw sql::Failure(sql::Fault::corrupt, "a due row: " + due_row.error().message);
    }
    return std::move(*due_row);
}

Comparison compare(sql::Connection& copy, const due::PlanById& before, Day today) {
    const due::PlanById after = views::plans_in_force(copy);
    Labour labour_before(copy, before);
    Labour labour_after(copy, after);
    Comparison comparison(today);
    const auto item = [](Labour& labour, const std::optional<PlanId>& plan,
                         std::optional<due::DueRow> row) -> std::optional<DueItem> {
        if (!row) {
            return std::nullopt;
        }
        const int minutes = labour.minutes(plan, *row);
        return DueItem{std::move(*row), minutes};
    };
    const views::Rows row(copy.prepared(both_rows).with());
    while (row->step()) {
        comparison.add(
            {.truck = std::string(row->text(0)),
             .workshop = std::string(row->text(1)),
             .item = std::string(row->text(2)),
             .before = item(labour_before, views::id_if<PlanId>(*row, 3), row_if(*row, 5)),
             .after = item(labour_after, views::id_if<PlanId>(*row, 4), row_if(*row, 6))});
    }
    return comparison;
}

void fold_all(sql::Connection& copy) {
    ingest::Applier applier(copy, store::Version::live);
    while (applier.catch_up(store::last_position(copy), rows_at_once)) {
    }
    applier.flush();
}

// What the file says that is not in force yet.
std::vector<due::Plan> candidates(std::string_view plans_csv, const due::PlanById& in_force,
                                  Time now) {
    std::vector<due::Plan> found;
    for (auto& row : exchange::facts_from_csv(exchange::FileKind::plans, plans_csv, now).rows) {
        for (store::Fact& fact : row.facts) {
            auto& plan = std::get<due::Plan>(fact);
            const auto known = in_force.find(plan.id);
            if (known == in_force.end() || known->second != plan) {
                found.push_back(std::move(plan));
            }
        }
    }
    return found;
}

void import_plans(sql::Connection& copy, std::string_view plans_csv, Time now, DryRun& run) {
    const auto report = exchange::import_file(copy, exchange::FileKind::plans, plans_csv, now);
    if (!report.errors.empty()) {
        const exchange::RowError& error = report.errors.front();
        throw Refused("line " + std::to_string(error.line) + ": " + error.column + ": " +
                      error.reason);
    }
    run.notes = report.notes;
}

}  // namespace

DryRun dry_run(sql::Connection& copy, std::string_view plans_csv, Time now) {
    fold_all(copy);
    const store::Position until = store::last_position(copy);
    const due::PlanById in_force = views::plans_in_force(copy);
    DryRun run{.today = day_of(now), .due = Comparison(day_of(now))};
    copy.execute(keep_before);
    const std::vector<due::Plan> news = candidates(plans_csv, in_force, now);
    import_plans(copy, plans_csv, now, run);
    fold_all(copy);
    for (const due::Plan& plan : news) {
        run.plans.push_back(plan.id.text() + ' ' + std::to_string(plan.version));
    }
    {
        const views::Rows touched(copy.prepared(touched_trucks).with());
        if (touched->step()) {
            run.trucks_touched = static_cast<std::uint64_t>(touched->integer(0));
            run.trucks_moved = static_cast<std::uint64_t>(touched->integer(1));
        }
    }
    run.due = compare(copy, in_force, run.today);
    run.history = back_test(copy, {.plans = in_force, .candidates = news, .until = until});
    return run;
}

DryRun dry_run(const Files& files, std::string_view plans_csv, Time now) {
    {
        const auto served = sql::open_sqlite(files.database, {.access = sql::Access::read_only});
        sql::copy_sqlite(*served, files.copy);
    }
    const auto copy = sql::open_sqlite(
        files.copy,
        {.durability = sql::Durability::relaxed, .exclusive = true, .cache_kib = 64 * 1024});
    store::migrate(*copy);
    return dry_run(*copy, plans_csv, now);
}

}  // namespace roadworthy::backend
