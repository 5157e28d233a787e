#include "backend/access/case_links.hpp"

#include <chrono>
#include <string>

#include "backend/access/tokens.hpp"
#include "backend/store/case_link_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::access {

MadeLink add_case_link(sql::Connection& connection, const NewLink& link, Time now) {
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

std::string address_of(const MadeLink& link, const std::string& public_url) {
    return public_url.empty() ? std::string() : public_url + link.path;
}

}  // namespace roadworthy::access
