#pragma once
// What the pages that open by a link alone have in common: they need no other file, run no script, and
// what is typed into their forms comes back as a query's fields.

#include <optional>
#include <string>
#include <string_view>

#include "backend/exchange/words.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/router.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

constexpr std::size_t longest_answer = 500;  // bytes of a customer's words

bool wants_json(const Call& call);
Response page_response(unsigned status, std::string html);
// The same whether a link is unknown, has ended or was revoked.
Response nothing_there(const Call& call);

// `body` is HTML already.
std::string whole_page(std::string_view title, std::string_view body, exchange::Language language);

// The fields of a form; a line break in what was typed is a blank.
Answer<Parameters> form_of(const Call& call);
std::string form_value(const Parameters& form, std::string_view name);
// What he wrote; refused where it is too long.
Answer<std::string> words_of(const Parameters& form);
// A time that he wishes, by a clock that is ahead of UTC by so much; nothing where he left it empty.
Answer<std::optional<Time>> wish_of(const Parameters& form, std::chrono::minutes utc_offset);

}  // namespace roadworthy::http
