#pragma once
// Links by which a customer without a token reads one proposed visit and answers, and what was answered.

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/visit_answers.hpp"

namespace roadworthy::http {

// In a list, with its truck.
Json answered_json(const views::AnsweredVisit& answered);
Json answer_json(const customers::VisitAnswer& answer);

// /api/v1/trucks/{id}/visits/{visit}/links
Answer<Response> post_visit_link(const Call& call);
Answer<Response> delete_visit_links(const Call& call);
// /v/{token} and /v/{token}/answer
Answer<Response> get_linked_visit(const Call& call);
Answer<Response> post_visit_answer(const Call& call);
// /api/v1/visit-answers
Answer<Response> get_visit_answers(const Call& call);

}  // namespace roadworthy::http
