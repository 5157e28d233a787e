#pragma once
// A file of the people whom alerts are told: one line each. What a column does not say is what is
// usual (customers::Recipient).

#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::exchange {

struct RecipientFile {
    std::vector<customers::Recipient> recipients;
    std::vector<std::string> withdrawn;  // by their ids
    std::vector<RowError> errors;
};
// scope: all, or dealer:ID, workshop:KEY, customer:ID. quiet_hours,
// duty_hours: 22:00-07:00. channels, in order
// of preference: NAME or NAME=ADDRESS, with a semicolon between them; roles likewise. at_once and
// digest_from: an action's name; digest_from may be none. withdrawn = yes takes a person off.
// most_a_day: of whose line says none.
RecipientFile recipients_from_csv(std::string_view text,
                                  std::uint32_t most_a_day = customers::Recipient{}.most_a_day);

// In one transaction, and in force at once. Nothing of it comes into the journal.
ImportReport import_recipients(sql::Connection& connection, std::string_view text,
                               std::uint32_t most_a_day = customers::Recipient{}.most_a_day);

}  // namespace roadworthy::exchange
