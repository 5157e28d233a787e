#include "backend/http/resources/due/recalls.hpp"

#include <tl/expected.hpp>

#include "backend/due/recalls.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/resources/plans.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/due/recall_list.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

Json recall_json(const views::RecallRow& row) {
    const due::Recall& recall = row.recall;
    Json json = {{"recall", recall.id},
                 {"item", due::recall_item(recall.id)},
                 {"name_zh", recall.name_zh},
                 {"name_en", recall.name_en},
                 {"as_of_at", iso(recall.at)},
                 {"due_on", json_of(recall.due_on)},
                 {"labour_min", recall.labour_minutes},
                 {"vins", json_of(row.vins)},
                 {"trucks", row.trucks},
                 {"open", row.open},
                 {"done", row.done}};
    put_preparation(json, due::plan_item(recall));
    return json;
}

}  // namespace

Answer<Response> get_recalls(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    if (!page || !scope) {
        return tl::unexpected(!page ? page.error() : scope.error());
    }
    const auto found = as_answer(views::recall_list(call.services.database, *scope, *page));
    if (!found) {
        return tl::unexpected(found.error());
    }
    return json_response(page_json(*found, recall_json));
}

}  // namespace roadworthy::http
