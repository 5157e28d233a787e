#include "backend/store/alerts/ledger_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view update_verdict =
    "UPDATE alerts SET revision = (SELECT MAX(revision) + 1 FROM alerts), outcome = ?,"
    " outcome_ms = ?, outcome_by = ?, outcome_words = ? WHERE n = 1 AND (truck, matter) ="
    " (SELECT truck, matter FROM alerts WHERE alert = ?)";
constexpr std::string_view update_verdict_of_matter =
    "UPDATE alerts SET revision = (SELECT MAX(revision) + 1 FROM alerts), outcome = ?,"
    " outcome_ms = ?, outcome_by = ?, outcome_words = ? WHERE n = 1 AND truck = ? AND matter = ?"
    " AND (outcome_ms IS NULL OR outcome_ms < ?)";
constexpr std::string_view owners_told =
    "SELECT alert, happened_ms, customer, contradicted FROM alerts WHERE truck = ?";
constexpr std::string_view update_contradicted =
    "UPDATE alerts SET revision = (SELECT MAX(revision) + 1 FROM alerts), contradicted = ?,"
    " contradicted_ms = ? WHERE alert = ?";

struct Mark {
    std::int64_t alert = 0;
    Contradicted contradicted = Contradicted::no;
};

}  // namespace

bool enter_verdict(sql::Connection& connection, std::int64_t alert, const Verdict& verdict) {
    connection.prepared(update_verdict)
        .with(static_cast<int>(verdict.outcome), milliseconds_of(verdict.at), verdict.by,
              verdict.words, alert)
        .run();
    return connection.changes() > 0;
}

bool enter_verdict(sql::Connection& connection, const TruckId& truck, std::string_view matter,
                   const Verdict& verdict) {
    const std::int64_t at = milliseconds_of(verdict.at);
    connection.prepared(update_verdict_of_matter)
        .with(static_cast<int>(verdict.outcome), at, verdict.by, verdict.words, truck.text(),
              matter, at)
        .run();
    return connection.changes() > 0;
}

void check_owners(sql::Connection& connection, const TruckId& truck,
                  const std::vector<truck::Ownership>& ownerships, Time now) {
    std::vector<Mark> changed;
    sql::Statement& row = connection.prepared(owners_told);
    row.with(truck.text());
    while (row.step()) {
        const auto owner = truck::owner_at(ownerships, time_of_milliseconds(row.integer(1)));
        const std::string told = row.is_null(2) ? std::string() : std::string(row.text(2));
        const Contradicted is = (owner ? owner->text() : std::string()) == told
                                    ? Contradicted::no
                                    : Contradicted::owner;
        if (is != static_cast<Contradicted>(row.integer(3))) {
            changed.push_back({row.integer(0), is});
        }
    }
    row.reset();
    for (const Mark& mark : changed) {
        std::optional<std::int64_t> since;
        if (mark.contradicted != Contradicted::no) {
            since = milliseconds_of(now);
        }
        connection.prepared(update_contradicted)
            .with(static_cast<int>(mark.contradicted), since, mark.alert)
            .run();
    }
}

}  // namespace roadworthy::store
