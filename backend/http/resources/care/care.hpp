#pragma once
// Whom to call today and about what, and what became of it. For the dealer's people.

#include "backend/customers/care/tasks.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/care/care_list.hpp"

namespace roadworthy::http {

Json care_contact_json(const views::CareContact& contact, Time now);

Answer<Response> get_care(const Call& call);
Answer<Response> post_care_outcomes(const Call& call);

}  // namespace roadworthy::http
