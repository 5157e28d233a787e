#include "backend/access/links.hpp"

#include <chrono>
#include <string>

#include "backend/access/tokens.hpp"
#include "backend/store/case_link_rows.hpp"
#include "backend/store/visit_link_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::access {

MadeLink add_case_link(sql::Connection& connection, const NewCaseLink& link, Time now) {
    const std::string token = random_text();
    const Time expires = now + std::chrono::days{link.days};
    store::insert_case_link(connection, {.hash = hash_of(token),
                                         .truck = link.truck,
                                         .about = link.about,
                                         .customer = link.customer,
                                         .made_by = link.made_by,
                                         .created = now,
                                         .expires = expires});
    return {.path = "/c/" + token, .expires = expires};
}

MadeLink add_visit_link(sql::Connection& connection, const NewVisitLink& link, Time now) {
    const std::string token = random_text();
    const Time expires = now + std::chrono::days{link.days};
    store::insert_visit_link(connection, {.hash = hash_of(token),
                                          .truck = link.truck,
                                          .offer = link.offer,
                                          .customer = link.customer,
                                          .made_by = link.made_by,
                                          .created = now,
                                          .expires = expires});
    return {.path = "/v/" + token, .expires = expires};
}

std::string address_of(const MadeLink& link, const std::string& public_url) {
    return public_url.empty() ? std::string() : public_url + link.path;
}

}  // namespace roadworthy::access
