#include "backend/store/case_link_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backend/cases/entries.hpp"
#include "backend/store/token_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view insert_link =
    "INSERT INTO case_links (hash, truck, case_id, customer, made_by, created_ms, expires_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view open_link =
    "SELECT truck, case_id, customer, made_by, created_ms, expires_ms FROM case_links"
    " WHERE hash = ? AND revoked_ms IS NULL AND expires_ms > ?";
constexpr std::string_view revoke_links =
    "UPDATE case_links SET revoked_ms = ?"
    " WHERE truck = ? AND case_id = ? AND revoked_ms IS NULL AND expires_ms > ?";

}  // namespace

void insert_case_link(sql::Connection& connection, const CaseLink& link) {
    std::optional<std::string> customer;
    if (link.customer) {
        customer = link.customer->text();
    }
    connection.prepared(insert_link)
        .with(sql::Blob(link.hash), link.truck.text(), link.about.text(), customer, link.made_by,
              milliseconds_of(link.created), milliseconds_of(link.expires))
        .run();
}

std::optional<CaseLink> case_link(sql::Connection& connection, const TokenHash& hash, Time now) {
    sql::Statement& row =
        connection.prepared(open_link).with(sql::Blob(hash), milliseconds_of(now));
    std::optional<CaseLink> link;
    if (row.step()) {
        link = CaseLink{.hash = hash,
                        .truck = TruckId::from(row.text(0)).value(),
                        .about = cases::CaseId::from(row.text(1)).value(),
                        .customer = {},
                        .made_by = std::string(row.text(3)),
                        .created = time_of_milliseconds(row.integer(4)),
                        .expires = time_of_milliseconds(row.integer(5))};
        if (!row.is_null(2)) {
            link->customer = CustomerId::from(row.text(2)).value();
        }
    }
    row.reset();
    return link;
}

std::int64_t revoke_case_links(sql::Connection& connection, const TruckId& truck,
                               const cases::CaseId& about, Time now) {
    connection.prepared(revoke_links)
        .with(milliseconds_of(now), truck.text(), about.text(), milliseconds_of(now))
        .run();
    return connection.changes();
}

}  // namespace roadworthy::store
