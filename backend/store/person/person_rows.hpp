#pragma once
// Where in the tables a person stands, and the rows without him. In the caller's transaction.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/store/forms/stored_texts.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/person/erase.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {

inline constexpr std::string_view erased_name = "***";

// The text with each of the words replaced; nothing where none of them stands in it.
std::optional<std::string> without(std::string_view text, const std::vector<std::string>& words);

bool is_known(sql::Connection& connection, const Person& person);

// All that his contacts' rows say of who he is.
std::vector<std::string> contact_texts(sql::Connection& connection, const Person& person);

// That he ever owned.
std::set<std::string> trucks_of_customer(sql::Connection& connection, const CustomerId& customer);

struct Cleaning {
    const std::vector<std::string>& words;
    const std::set<std::string>& trucks;
    TextChange change;
};

// All that stands of him, for him to read: rows of tables, and the texts in which he is named elsewhere.
struct PersonRows {
    std::string table;
    std::vector<std::vector<std::pair<std::string, std::string>>> rows;  // column and value
};
std::vector<PersonRows> rows_of_person(sql::Connection& connection, const Person& person,
                                       const Cleaning& naming);

void replace_payload(sql::Connection& connection, std::int64_t partition, Position position,
                     std::span<const std::byte> payload);

// The number of rows that are changed or gone.
std::int64_t clean_tables(sql::Connection& connection, const Person& person,
                          const Cleaning& cleaning);

}  // namespace roadworthy::store
