#include "backend/store/views/plan_book.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "backend/due/plans.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/views/columns.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {
namespace {

std::optional<due::Plan> read(sql::Connection& connection, const PlanId& id) {
    const Rows row(connection.prepared("SELECT content FROM plans WHERE plan = ?").with(id.text()));
    if (!row->step()) {
        return std::nullopt;
    }
    auto plan = store::from_blob<due::Plan>(row->blob(0));
    if (!plan) {
        throw sql::Failure(sql::Fault::corrupt, "plan " + id.text() + ": " + plan.error().message);
    }
    return std::move(*plan);
}

}  // namespace

const due::Plan* PlanBook::plan(const PlanId& id) {
    auto found = read_.find(id);
    if (found == read_.end()) {
        found = read_.emplace(id, read(connection_, id)).first;
    }
    return found->second ? &*found->second : nullptr;
}

const due::PlanItem* PlanBook::item(const std::optional<PlanId>& id, std::string_view key) {
    const due::Plan* found = id ? plan(*id) : nullptr;
    if (found == nullptr) {
        return nullptr;
    }
    const auto item = std::ranges::find(found->items, key, &due::PlanItem::key);
    return item == found->items.end() ? nullptr : &*item;
}

}  // namespace roadworthy::views
