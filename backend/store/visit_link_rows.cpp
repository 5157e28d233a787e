#include "backend/store/visit_link_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backend/customers/visit_offer.hpp"
#include "backend/store/forms/offer_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/token_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {
namespace {

constexpr std::string_view insert_link =
    "INSERT INTO visit_links (hash, truck, visit, customer, offer, made_by, created_ms, expires_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view open_link =
    "SELECT truck, customer, offer, made_by, created_ms, expires_ms FROM visit_links"
    " WHERE hash = ? AND revoked_ms IS NULL AND expires_ms > ?";
constexpr std::string_view revoke_links =
    "UPDATE visit_links SET revoked_ms = ?"
    " WHERE truck = ? AND visit = ? AND revoked_ms IS NULL AND expires_ms > ?";

}  // namespace

void insert_visit_link(sql::Connection& connection, const VisitLink& link) {
    std::optional<std::string> customer;
    if (link.customer) {
        customer = link.customer->text();
    }
    connection.prepared(insert_link)
        .with(sql::Blob(link.hash), link.truck.text(), link.offer.visit.text(), customer,
              to_blob(link.offer), link.made_by, milliseconds_of(link.created),
              milliseconds_of(link.expires))
        .run();
}

std::optional<VisitLink> visit_link(sql::Connection& connection, const TokenHash& hash, Time now) {
    sql::Statement& row =
        connection.prepared(open_link).with(sql::Blob(hash), milliseconds_of(now));
    std::optional<VisitLink> link;
    if (row.step()) {
        auto offer = from_blob<customers::VisitOffer>(row.blob(2));
        if (!offer) {
            throw sql::Failure(sql::Fault::corrupt, "an offered visit: " + offer.error().message);
        }
        link = VisitLink{.hash = hash,
                         .truck = TruckId::from(row.text(0)).value(),
                         .offer = std::move(*offer),
                         .customer = {},
                         .made_by = std::string(row.text(3)),
                         .created = time_of_milliseconds(row.integer(4)),
                         .expires = time_of_milliseconds(row.integer(5))};
        if (!row.is_null(1)) {
            link->customer = CustomerId::from(row.text(1)).value();
        }
    }
    row.reset();
    return link;
}

std::int64_t revoke_visit_links(sql::Connection& connection, const TruckId& truck,
                                const customers::VisitId& visit, Time now) {
    connection.prepared(revoke_links)
        .with(milliseconds_of(now), truck.text(), visit.text(), milliseconds_of(now))
        .run();
    return connection.changes();
}

}  // namespace roadworthy::store
