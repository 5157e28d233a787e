#include "backend/store/views/due/recall_list.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>

#include "backend/due/recalls.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"

namespace roadworthy::views {
namespace {

// By the trucks: a fleet is smaller than a maker's list.
const std::string trucks_of_recalls =
    "SELECT v.recall, COUNT(*), SUM(CASE WHEN d.item IS NULL THEN 0 ELSE 1 END),"
    " SUM(CASE WHEN d.item IS NULL AND EXISTS (SELECT 1 FROM completions e"
    " WHERE e.bucket = t.bucket AND e.truck = t.truck AND e.item = '" +
    due::recall_item("") +
    "' || v.recall AND e.is_void = 0) THEN 1 ELSE 0 END)"
    " FROM trucks t JOIN recall_vins v ON v.vin = UPPER(TRIM(t.vin))"
    " LEFT JOIN due d ON d.bucket = t.bucket AND d.truck = t.truck AND d.item = '" +
    due::recall_item("") + "' || v.recall WHERE {owner t} AND v.listing = 0 GROUP BY v.recall";
constexpr std::string_view recalls_after =
    "SELECT recall, content FROM recalls WHERE recall > ? ORDER BY recall";
constexpr std::string_view vins_of =
    "SELECT recall, COUNT(*) FROM recall_vins WHERE listing = 0 GROUP BY recall";

struct Count {
    std::int64_t trucks = 0;
    std::int64_t open = 0;
    std::int64_t done = 0;
};

std::map<std::string, Count> counts(sql::Connection& connection, const store::Scope& scope) {
    std::map<std::string, Count> found;
    const Rows row(scope.select(connection, trucks_of_recalls));
    while (row->step()) {
        found.emplace(
            text_at(*row, 0),
            Count{.trucks = row->integer(1), .open = row->integer(2), .done = row->integer(3)});
    }
    return found;
}

std::map<std::string, std::int64_t> listed(sql::Connection& connection) {
    std::map<std::string, std::int64_t> found;
    const Rows row(connection.prepared(vins_of).with());
    while (row->step()) {
        found.emplace(text_at(*row, 0), row->integer(1));
    }
    return found;
}

due::Recall recall_at(const sql::Statement& row) {
    auto recall = store::from_blob<due::Recall>(row.blob(1));
    if (!recall) {
        throw sql::Failure(sql::Fault::corrupt, "a stored recall: " + recall.error().message);
    }
    return std::move(*recall);
}

}  // namespace

Result<Page<RecallRow>> recall_list(sql::Connection& connection, const store::Scope& scope,
                                    const PageQuery& query) {
    const auto after = key_before(query);
    if (!after) {
        return tl::unexpected(after.error());
    }
    const bool sees_all = std::holds_alternative<store::Scope::Everything>(scope.subject());
    const auto own = counts(connection, scope);
    const auto vins = sees_all ? listed(connection) : std::map<std::string, std::int64_t>{};
    Page<RecallRow> page;
    const Rows row(connection.prepared(recalls_after).with(after->value_or("")));
    while (row->step()) {
        const auto count = own.find(text_at(*row, 0));
        if (count == own.end() && !sees_all) {
            continue;
        }
        if (page.rows.size() == query.limit) {
            page.next = to_cursor({page.rows.back().recall.id});
            break;
        }
        const Count of = count == own.end() ? Count{} : count->second;
        RecallRow made{
            .recall = recall_at(*row), .trucks = of.trucks, .open = of.open, .done = of.done};
        if (sees_all) {
            const auto on_list = vins.find(made.recall.id);
            made.vins = on_list == vins.end() ? 0 : on_list->second;
        }
        page.rows.push_back(std::move(made));
    }
    return page;
}

}  // namespace roadworthy::views
