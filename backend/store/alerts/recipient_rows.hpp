#pragma once
// The people whom alerts are told. A ground table: nothing that follows from the journal hangs on
// them, and a message that was sent stays sent whoever is entered later.

#include <optional>
#include <string>
#include <vector>

#include "backend/customers/recipient.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {

// In the order of their ids.
std::vector<customers::Recipient> recipients(sql::Connection& connection);
std::optional<customers::Recipient> recipient(sql::Connection& connection, const std::string& id);

void put_recipient(sql::Connection& connection, const customers::Recipient& recipient);
// What is on its way to him stays on its way.
void remove_recipient(sql::Connection& connection, const std::string& id);

// A list of channels and addresses as it stands in one column, and back.
std::string to_text(const std::vector<customers::ChannelAddress>& chain);
std::vector<customers::ChannelAddress> chain_of(std::string_view text);

}  // namespace roadworthy::store
