#include "backend/store/views/uptime/interval_list.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/uptime/operating_book.hpp"
#include "backend/store/views/uptime/owned_time.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/fault_code.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

using uptime::Condition;
using uptime::Source;
using uptime::Tile;

constexpr std::string_view fault_of_episode =
    "SELECT e.source_address, e.spn, e.fmi FROM episodes e WHERE {period e e.opened_ms}"
    " AND e.bucket = ? AND e.truck = ? AND e.episode = ?";
constexpr std::string_view case_of_name =
    "SELECT k.content FROM cases k WHERE {period k k.happened_ms} AND k.bucket = ? AND k.truck = ?"
    " AND k.case_id = ?";

// The fault that a case is about: the gravest, of those the first.
std::optional<FaultKey> fault_of(const cases::Case& it) {
    const auto gravest =
        std::ranges::max_element(it.episodes, [](const auto& one, const auto& other) {
            return one.worst != other.worst ? one.worst < other.worst : one.opened > other.opened;
        });
    return gravest == it.episodes.end() ? std::nullopt : std::optional(gravest->key);
}

class Causing {
public:
    Causing(sql::Connection& connection, const store::Scope& scope)
        : connection_(connection), scope_(scope) {}

    Cause cause_of(const OwnedTruck& owned, const Tile& tile) const {
        Cause cause{.condition = tile.condition, .source = tile.source, .fault = {}, .item = {}};
        switch (tile.source) {
            case Source::fault:
                cause.fault = of_episode(owned, tile.ref);
                break;
            case Source::stands:
            case Source::repair:
                cause.fault = of_case(owned, tile.ref);
                cause.source = Source::repair;  // one breakdown, on the road and in the workshop
                break;
            case Source::visit:
                cause.item = tile.ref.substr(0, tile.ref.rfind(' '));
                break;
            case Source::none:
            case Source::ready:
            case Source::silent_fault:
            case Source::driven:
            case Source::correction:
            case Source::visit_void:
            case Source::withdrawn:
                break;
        }
        if (cause.fault) {
            cause.source = Source::fault;
            cause.fault->source_address = 0;  // one part has one line, whoever reports it
        }
        return cause;
    }

private:
    std::optional<FaultKey> of_episode(const OwnedTruck& owned, const std::string& ref) const {
        const auto number = integer_of(ref);
        if (!number) {
            return std::nullopt;
        }
        const Rows row(scope_.select(connection_, fault_of_episode, owned.bucket,
                                     owned.truck.text(), *number));
        return row->step() ? std::optional(FaultKey{
                                 .source_address = static_cast<std::uint8_t>(row->integer(0)),
                                 .spn = static_cast<std::uint32_t>(row->integer(1)),
                                 .fmi = static_cast<std::uint8_t>(row->integer(2))})
                           : std::nullopt;
    }
    std::optional<FaultKey> of_case(const OwnedTruck& owned, const std::string& ref) const {
        const Rows row(
            scope_.select(connection_, case_of_name, owned.bucket, owned.truck.text(), ref));
        if (!row->step()) {
            return std::nullopt;
        }
        const auto found = store::from_blob<cases::Case>(row->blob(0));
        return found ? fault_of(*found) : std::nullopt;
    }

    sql::Connection& connection_;
    const store::Scope& scope_;
};

// One truck's intervals, with what stands beside them.
std::vector<IntervalRow> rows_of(sql::Connection& connection, const store::Scope& scope,
                                 const OwnedTruck& owned, const IntervalQuery& query,
                                 const OperatingBook& book) {
    const auto& hours = book.hours(owned.truck.text(), owned.segment);
    const auto evidence = evidence_of(connection, scope, owned);
    std::vector<IntervalRow> rows;
    for (Tile& tile : tiles_of(evidence, owned, query.now)) {
        if (query.condition && tile.condition != *query.condition) {
            continue;
        }
        const Duration operating = hours.working_time(tile.from, tile.to);
        IntervalRow row{.truck = owned, .tile = std::move(tile), .operating = operating};
        const auto why = std::ranges::find_if(evidence, [&](const uptime::Evidence& one) {
            return !row.tile.ref.empty() && one.source == row.tile.source &&
                   one.ref == row.tile.ref && one.from == row.tile.since;
        });
        if (why != evidence.end()) {
            row.by = why->by;
            row.words = why->words;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

Result<Page<IntervalRow>> intervals(sql::Connection& connection, const store::Scope& scope,
                                    const IntervalQuery& query) {
    const auto after = key_before(query.page);
    if (!after) {
        return tl::unexpected(after.error());
    }
    const OperatingBook book(connection);
    Page<IntervalRow> page;
    for (const OwnedTruck& owned :
         owned_trucks(connection, scope, period_of(query.period, query.zone), query.trucks,
                      after->value_or(""))) {
        const bool is_full = page.rows.size() >= query.page.limit;
        if (is_full && page.rows.back().truck.truck != owned.truck) {
            page.next = to_cursor({page.rows.back().truck.truck.text()});
            break;
        }
        auto rows = rows_of(connection, scope, owned, query, book);
        std::ranges::move(rows, std::back_inserter(page.rows));
    }
    return page;
}

std::vector<CauseRow> causes(sql::Connection& connection, const store::Scope& scope,
                             const IntervalQuery& query) {
    struct Sum {
        CauseRow row;
        std::set<std::string> trucks;
        std::set<std::string> names;
    };
    const Causing causing(connection, scope);
    std::map<Cause, Sum> sums;
    for (const OwnedTruck& owned :
         owned_trucks(connection, scope, period_of(query.period, query.zone), query.trucks)) {
        for (const Tile& tile : tiles_of(evidence_of(connection, scope, owned), owned, query.now)) {
            const bool costs = query.condition ? tile.condition == *query.condition
                                               : tile.condition >= Condition::planned;
            if (!costs) {
                continue;
            }
            const Cause cause = causing.cause_of(owned, tile);
            Sum& sum = sums[cause];
            sum.row.cause = cause;
            sum.row.stood += std::chrono::floor<std::chrono::seconds>(tile.length());
            sum.trucks.insert(owned.truck.text());
            sum.names.insert(owned.truck.text() + ' ' + tile.ref);
        }
    }
    std::vector<CauseRow> rows;
    for (auto& [cause, sum] : sums) {
        sum.row.trucks = static_cast<std::uint32_t>(sum.trucks.size());
        sum.row.stops = static_cast<std::int64_t>(sum.names.size());
        rows.push_back(std::move(sum.row));
    }
    std::ranges::stable_sort(rows, std::greater<>{}, &CauseRow::stood);
    return rows;
}

}  // namespace roadworthy::views
