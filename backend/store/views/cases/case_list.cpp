#include "backend/store/views/cases/case_list.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/truck_cases.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

// What is the present owner's is not for the one before him.
const std::string rows =
    "SELECT k.truck, CASE WHEN o.to_ms IS NULL THEN t.plate END, t.model,"
    " CASE WHEN o.to_ms IS NULL THEN t.workshop END, o.customer, c.name, c.language, c.tier,"
    " t.delivered_day, t.agreement, t.agreement_until_day, k.due_ms, k.ended_ms, k.case_id,"
    " k.content FROM cases k JOIN trucks t ON t.bucket = k.bucket AND t.truck = k.truck"
    " LEFT JOIN ownership o ON o.bucket = k.bucket AND o.truck = k.truck"
    " AND o.from_ms <= k.happened_ms AND (o.to_ms IS NULL OR k.happened_ms < o.to_ms)"
    " LEFT JOIN customers c ON c.customer = o.customer"
    " WHERE {period k k.happened_ms}";
const std::string of_truck = rows + " AND k.bucket = ? AND k.truck = ?";
const std::string live_after =
    " AND k.ended_ms > ? AND (k.due_ms, k.ended_ms, k.truck, k.case_id) > (?, ?, ?, ?)";
const std::string with_deadline = " AND k.due_ms < 9223372036854775807";
const std::string in_order = " ORDER BY k.due_ms, k.ended_ms, k.truck, k.case_id";
const std::string ended_before =
    " AND k.ended_ms <= ? AND (k.ended_ms, k.truck, k.case_id) < (?, ?, ?)"
    " ORDER BY k.ended_ms DESC, k.truck DESC, k.case_id DESC";

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr int plate_column = 1;
constexpr int key_column = 11;
constexpr int content_column = 14;
constexpr std::string_view after_all_texts = "\x7F";

struct Key {
    std::int64_t due_ms = std::numeric_limits<std::int64_t>::min();
    std::int64_t ended_ms = 0;
    std::string truck;
    std::string id;
};

CaseEntryRow row_at(const sql::Statement& row) {
    const auto day = [&](int column) {
        const auto number = integer_if(row, column);
        return number ? std::optional{day_of_days(*number)} : std::nullopt;
    };
    auto told = store::from_blob<cases::Case>(row.blob(content_column));
    if (!told) {
        throw sql::Failure(sql::Fault::corrupt, "a stored case: " + told.error().message);
    }
    CaseEntryRow made{.truck = label_at(row, 0),
                      .record = {.id = id_at<TruckId>(row, 0),
                                 .model = text_at(row, 2),
                                 .workshop = text_at(row, 3),
                                 .delivered = day(8),
                                 .agreement = text_at(row, 9),
                                 .agreement_until = day(10)},
                      .language = text_at(row, 6),
                      .papers = {},
                      .told = std::move(*told)};
    made.papers.tier = row.is_null(7) ? truck::Tier::ordinary : enum_at<truck::Tier>(row, 7);
    made.papers.agreement = customers::agreement_at(made.record, made.told.happened);
    if (row.is_null(plate_column)) {
        made.record.agreement.clear();  // the present owner's; the clocks went by it all the same
    }
    return made;
}

// The conditions that a query names, and their values, in order.
struct Conditions {
    std::string text;
    std::vector<store::Scope::Value> values;

    void add(std::string_view condition, store::Scope::Value value) {
        text += condition;
        values.push_back(std::move(value));
    }
};

Conditions conditions_of(const CaseQuery& query) {
    Conditions all;
    if (query.owner) {
        all.add(" AND k.owner = ?", *query.owner);
    }
    if (query.workshop) {
        all.add(" AND k.workshop = ?", *query.workshop);
    }
    if (query.kind) {
        all.add(" AND k.kind = ?", static_cast<std::int64_t>(*query.kind));
    }
    if (query.truck) {
        all.add(" AND k.bucket = ?", std::int64_t{topics::bucket_of(*query.truck)});
        all.add(" AND k.truck = ?", query.truck->text());
    }
    if (query.is_late) {
        all.add(" AND k.late_ms <= ?", milliseconds_of(query.now));
    }
    return all;
}

class Search {
public:
    Search(sql::Connection& connection, const store::Scope& scope, const CaseQuery& query)
        : connection_(connection), scope_(scope), query_(query) {}

    Result<Page<CaseEntryRow>> find() {
        auto key = first_key();
        if (!key) {
            return tl::unexpected(key.error());
        }
        if (query_.which == Cases::ended) {
            read(ended_before, {milliseconds_of(query_.now), key->ended_ms, key->truck, key->id});
            return std::move(page_);
        }
        const std::int64_t now = milliseconds_of(query_.now);
        if (key->due_ms < never) {
            read(live_after + with_deadline + in_order,
                 {now, key->due_ms, key->ended_ms, key->truck, key->id});
            // Those without a deadline, but not what has ended long ago.
            *key = {.due_ms = never, .ended_ms = now, .truck = {}, .id = {}};
        }
        if (!page_.next) {
            read(live_after + in_order, {now, key->due_ms, key->ended_ms, key->truck, key->id});
        }
        return std::move(page_);
    }

private:
    Result<Key> first_key() const {
        if (!query_.page.after) {
            return query_.which == Cases::live ? Key{}
                                               : Key{.ended_ms = never,
                                                     .truck = std::string(after_all_texts),
                                                     .id = std::string(after_all_texts)};
        }
        const auto parts = from_cursor(*query_.page.after, 4);
        if (!parts) {
            return tl::unexpected(parts.error());
        }
        const auto due = integer_of((*parts)[0]);
        const auto ended = integer_of((*parts)[1]);
        if (!due || !ended) {
            return fail("expected a cursor as the page before gave it");
        }
        return Key{*due, *ended, (*parts)[2], (*parts)[3]};
    }

    void read(const std::string& text, std::vector<store::Scope::Value> values) {
        Conditions conditions = conditions_of(query_);
        conditions.values.insert(conditions.values.end(), values.begin(), values.end());
        const auto statement = scope_.prepare(connection_, rows + conditions.text + text);
        sql::Statement& row = scope_.bind(*statement, conditions.values);
        while (row.step()) {
            if (page_.rows.size() == query_.page.limit) {
                page_.next = to_cursor(last_);
                return;
            }
            page_.rows.push_back(row_at(row));
            last_ = {std::to_string(row.integer(key_column)),
                     std::to_string(row.integer(key_column + 1)), std::string(row.text(0)),
                     std::string(row.text(key_column + 2))};
        }
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
    const CaseQuery& query_;
    Page<CaseEntryRow> page_;
    std::vector<std::string> last_;  // key of the last row
};

}  // namespace

Result<Page<CaseEntryRow>> case_list(sql::Connection& connection, const store::Scope& scope,
                                     const CaseQuery& query) {
    return Search(connection, scope, query).find();
}

std::optional<CaseEntryRow> find_case(sql::Connection& connection, const store::Scope& scope,
                                      const TruckId& truck, const cases::CaseId& id) {
    std::optional<CaseEntryRow> found;
    const Rows row(scope.select(connection, of_truck, topics::bucket_of(truck), truck.text()));
    while (row->step()) {
        CaseEntryRow one = row_at(*row);
        const bool is_it = one.told.id == id;
        const cases::CaseBook alone{.cases = {one.told}};
        if (is_it || (!found && alone.find(id) != nullptr)) {
            found = std::move(one);
        }
        if (is_it) {
            break;
        }
    }
    return found;
}

std::optional<cases::CaseBook> case_book(sql::Connection& connection, const TruckId& truck) {
    store::Tables tables(connection, store::Version::live);
    const auto stored = store::find_dossier(tables, truck);
    return stored ? std::optional{customers::told(stored->dossier.cases)} : std::nullopt;
}

}  // namespace roadworthy::views
