#pragma once
// What went out to whom, and what became of it: for whoever may see everything, since a message has
// the addresses of people.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

enum class Deliveries : std::uint8_t { all, open, failed };  // failed: given up

struct DeliveryQuery {
    Deliveries which = Deliveries::all;
    PageQuery page;
};

struct DeliveryEntry {
    store::Delivery delivery;
    std::string truck;      // empty: a digest
    std::string matter;     // likewise
    std::size_t lines = 0;  // of a digest
};

// The newest first.
Result<Page<DeliveryEntry>> delivery_list(sql::Connection& connection, const DeliveryQuery& query);

}  // namespace roadworthy::views
