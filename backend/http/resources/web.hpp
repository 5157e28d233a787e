#pragma once
// The pages for people: the first one, and the files that it is made of.

#include <string_view>

#include "backend/http/assets/pack.hpp"
#include "backend/http/router.hpp"

namespace roadworthy::http {

// In the form that the reader takes (Accept-Encoding), or 304 where he has it (If-None-Match).
Response asset_response(const Asset& asset, const Call& call);

Answer<Response> get_front_page(const Call& call);  // a few words where there are no pages
Answer<Response> get_asset(const Call& call);

}  // namespace roadworthy::http
