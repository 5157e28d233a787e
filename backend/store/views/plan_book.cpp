#include "backend/store/views/plan_book.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/templates.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

due::Plan plan_at(const sql::Statement& row, int column) {
    auto plan = store::from_blob<due::Plan>(row.blob(column));
    if (!plan) {
        throw sql::Failure(sql::Fault::corrupt, "a stored plan: " + plan.error().message);
    }
    return std::move(*plan);
}

std::optional<due::Plan> read(sql::Connection& connection, const PlanId& id) {
    const Rows row(connection.prepared("SELECT content FROM plans WHERE plan = ?").with(id.text()));
    return row->step() ? std::optional{plan_at(*row, 0)} : std::nullopt;
}

std::optional<due::PlanItem> read_recall(sql::Connection& connection, const std::string& key) {
    const Rows row(connection.prepared("SELECT content FROM recalls WHERE recall = ?")
                       .with(key.substr(due::recall_item("").size())));
    if (!row->step()) {
        return std::nullopt;
    }
    const auto recall = store::from_blob<due::Recall>(row->blob(0));
    if (!recall) {
        throw sql::Failure(sql::Fault::corrupt, "a stored recall: " + recall.error().message);
    }
    return due::plan_item(*recall);
}

PlanVersion version_at(const sql::Statement& row) {
    return {.plan = plan_at(row, 0), .entered = time_of_milliseconds(row.integer(1))};
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
    if (due::is_recall_item(key)) {
        return recall(std::string(key));
    }
    const due::Plan* found = id ? plan(*id) : nullptr;
    if (found == nullptr) {
        return nullptr;
    }
    const auto item = std::ranges::find(found->items, key, &due::PlanItem::key);
    return item == found->items.end() ? nullptr : &*item;
}

const due::PlanItem* PlanBook::recall(const std::string& key) {
    auto found = recalls_.find(key);
    if (found == recalls_.end()) {
        found = recalls_.emplace(key, read_recall(connection_, key)).first;
    }
    return found->second ? &*found->second : nullptr;
}

std::optional<due::PlanItem> PlanBook::rule(const std::optional<PlanId>& id,
                                            const due::DueRow& row) {
    const due::PlanItem* known = item(id, row.item);
    if (known == nullptr && row.name_zh.empty() && row.name_en.empty()) {
        return std::nullopt;
    }
    due::PlanItem rule = known == nullptr ? due::PlanItem{.key = row.item} : *known;
    rule.name_zh = row.name_zh.empty() ? rule.name_zh : row.name_zh;
    rule.name_en = row.name_en.empty() ? rule.name_en : row.name_en;
    return rule;
}

due::PlanById plans_in_force(sql::Connection& connection) {
    due::PlanById plans;
    const Rows row(connection.prepared("SELECT content FROM plans").with());
    while (row->step()) {
        const due::Plan plan = plan_at(*row, 0);
        plans.emplace(plan.id, plan);
    }
    return plans;
}

Result<Page<PlanVersion>> plans(sql::Connection& connection, const PageQuery& page) {
    return page_of<PlanVersion>(
        page,
        [&](const std::string& after) -> sql::Statement& {
            return connection
                .prepared(
                    "SELECT v.content, v.entered_ms FROM plans p JOIN plan_versions v"
                    " ON v.plan = p.plan AND v.version = p.version WHERE p.plan > ?"
                    " ORDER BY p.plan")
                .with(after);
        },
        version_at, [](const PlanVersion& row) { return row.plan.id.text(); });
}

std::vector<PlanVersion> plan_versions(sql::Connection& connection, const PlanId& id) {
    std::vector<PlanVersion> found;
    const Rows row(connection
                       .prepared("SELECT content, entered_ms FROM plan_versions WHERE plan = ?"
                                 " ORDER BY version DESC")
                       .with(id.text()));
    while (row->step()) {
        found.push_back(version_at(*row));
    }
    return found;
}

}  // namespace roadworthy::views
