#include "backend/http/resources/cases/json_body.hpp"

#include <algorithm>
#include <string_view>

#include "backend/http/message.hpp"
#include "backend/http/resources/json.hpp"

namespace roadworthy::http {
namespace {

// Brackets in texts count too: nobody writes so many of them about a truck.
int nesting(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    for (const char letter : text) {
        depth += letter == '[' || letter == '{' ? 1 : 0;
        depth -= letter == ']' || letter == '}' ? 1 : 0;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

}  // namespace

Answer<Json> json_body(std::string_view text) {
    if (nesting(text) > most_nesting) {
        return bad_request("the body nests deeper than anything that is expected here");
    }
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        return bad_request("the body is not JSON");
    }
    return json;
}

}  // namespace roadworthy::http
