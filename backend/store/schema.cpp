#include "backend/store/schema.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "common/io/sql.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view version_table =
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)";
constexpr std::string_view newest_version = "SELECT MAX(version) FROM schema_version";
constexpr std::string_view insert_version = "INSERT INTO schema_version VALUES (?)";

void apply(sql::Connection& connection, const Migration& migration) {
    connection.execute(migration.ground);
    connection.execute(tables_of(Version::live, migration.derived));
    connection.execute(tables_of(Version::base, migration.derived));
    connection.prepare(insert_version)->with(migration.version).run();
}

}  // namespace

std::string tables_of(Version version, std::string_view text) {
    const std::string_view prefix = version == Version::live ? "" : "base_";
    std::string named;
    named.reserve(text.size() + 64);
    for (const char character : text) {
        if (character == '@') {
            named += prefix;
        } else {
            named += character;
        }
    }
    return named;
}

std::span<const std::string_view> derived_tables() {
    static constexpr std::array<std::string_view, 26> tables{
        "customers",      "workshops",        "plans",
        "plan_versions",  "recalls",          "recall_vins",
        "fault_words",    "day_tick",         "quiet_days",
        "trucks",         "ownership",        "due",
        "episodes",       "evidence",         "operating_hours",
        "uptime_targets", "meter_days",       "meter_scores",
        "completions",    "rule_sets",        "sla_policies",
        "cases",          "case_escalations", "papers",
        "visit_answers",  "dossiers"};
    return tables;
}

int schema_version(sql::Connection& connection) {
    const auto newest = connection.prepare(newest_version);
    return newest->step() && !newest->is_null(0) ? static_cast<int>(newest->integer(0)) : 0;
}

void migrate(sql::Connection& connection) {
    migrate(connection, migrations());
}

void migrate(sql::Connection& connection, std::span<const Migration> history) {
    // Everything in one transaction: two programs that start together, or a kill in between, leave
    // either the old tables or the new ones.
    sql::Transaction transaction(connection);
    connection.execute(version_table);
    const int present = schema_version(connection);
    const int known = history.empty() ? 0 : history.back().version;
    if (present > known) {
        throw sql::Failure(
            sql::Fault::other,
            "the database has version " + std::to_string(present) + ", this program knows up to " +
                std::to_string(known) +
                ": a newer program has brought it forward, and there is no way back");
    }
    for (const Migration& migration : history) {
        if (migration.version > present) {
            apply(connection, migration);
        }
    }
    transaction.commit();
}

}  // namespace roadworthy::store
