#pragma once
// The tables of the database, made and brought forward by numbered migrations. Forward only: a
// database that a newer program has touched is refused with words, never written to.

#include <span>
#include <string>
#include <string_view>

#include "common/io/sql.hpp"

namespace roadworthy::store {

// Every derived table stands twice (see migrations/*_derived.sql): as the present has it, and as it
// was where the kept part of the journal begins.
enum class Version : std::uint8_t { live, base };

// The text with each @ replaced by the prefix of that version's tables.
std::string tables_of(Version version, std::string_view text);

struct Migration {
    int version = 0;
    std::string_view ground;   // once
    std::string_view derived;  // for live and for base
};

// In order of version; embedded at build from migrations/*.sql.
std::span<const Migration> migrations();

// The derived tables by their names without prefix, in the order in which they are compared.
std::span<const std::string_view> derived_tables();

// Of the last migration that the database has seen; throws sql::Failure if it is not ours.
int schema_version(sql::Connection& connection);

// Throws sql::Failure if the database is newer than this program.
void migrate(sql::Connection& connection);

// The same with a chosen history: for tests from every earlier version.
void migrate(sql::Connection& connection, std::span<const Migration> history);

}  // namespace roadworthy::store
