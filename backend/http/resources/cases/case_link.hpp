#pragma once
// The customer's link to one case: made and revoked by staff, opened without a token. Whoever has it
// sees that case alone, without names or numbers of people; one that is unknown, expired or revoked
// says the same.

#include "backend/http/router.hpp"

namespace roadworthy::http {

Answer<Response> post_case_link(const Call& call);     // {"days"} -> {"path", "expires_at"}
Answer<Response> delete_case_links(const Call& call);  // of that case -> {"revoked"}
Answer<Response> get_linked_case(const Call& call);    // HTML, or JSON by Accept
Answer<Response> post_linked_answer(const Call& call);

}  // namespace roadworthy::http
