#include "backend/exchange/facts_from_csv.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/exchange/meters_from_csv.hpp"
#include "backend/exchange/rows.hpp"
#include "backend/exchange/sheet.hpp"
#include "backend/store/fact.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

FileFacts customers(std::string_view text) {
    constexpr std::array<Column, 7> columns = {{{"customer", required},
                                                {"dealer", required},
                                                {"name", required},
                                                {"contact"},
                                                {"phone"},
                                                {"language"},
                                                {"tier"}}};
    constexpr std::array<std::string_view, 2> languages = {"zh", "en"};
    constexpr std::array<std::string_view, 3> tiers = {"ordinary", "vip", "prospect"};
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        truck::Customer customer{
            .id = required_id<CustomerId>(*row, "customer"),
            .dealer = required_id<DealerId>(*row, "dealer"),
            .name = required_text(*row, "name"),
            .contact = row->text("contact"),
            .phone = row->text("phone"),
            .language = std::string(languages.at(row->word("language", languages).value_or(0))),
            .tier = static_cast<truck::Tier>(row->word("tier", tiers).value_or(0))};
        seen.enter(*row, "customer", customer.id.text());
        finish(file, sheet, *row, {std::move(customer)});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

truck::TruckRecord truck_record(Fields& row) {
    return {.id = required_id<TruckId>(row, "truck"),
            .vin = row.text("vin"),
            .plate = row.text("plate"),
            .model = row.text("model"),
            .segment = row.text("segment"),
            .workshop = row.text("workshop"),
            .plan = row.id<PlanId>("plan"),
            .delivered = row.day("delivered_on")};
}

std::optional<truck::Ownership> ownership(Fields& row, const truck::TruckRecord& record) {
    auto customer = row.id<CustomerId>("customer");
    const auto from = row.time("owned_from");
    if (!customer && !from) {
        return std::nullopt;  // this file says nothing about who owns it
    }
    const Time since = record.delivered.value_or(Day{});
    return truck::Ownership{
        .truck = record.id, .customer = std::move(customer), .from = from.value_or(since)};
}

FileFacts trucks(std::string_view text) {
    constexpr std::array<Column, 10> columns = {{{"truck", required},
                                                 {"vin"},
                                                 {"plate"},
                                                 {"model"},
                                                 {"segment"},
                                                 {"plan"},
                                                 {"delivered_on"},
                                                 {"workshop"},
                                                 {"customer"},
                                                 {"owned_from"}}};
    FileFacts file;
    Seen seen;
    std::map<TruckId, truck::TruckRecord> records;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        const truck::TruckRecord record = truck_record(*row);
        auto owner = ownership(*row, record);
        seen.enter(*row, "truck", record.id.text() + ' ' + (owner ? iso(owner->from) : ""));
        if (!row->error() && records.try_emplace(record.id, record).first->second != record) {
            row->refuse("truck", "this truck's lines differ in more than its owner");
        }
        std::vector<store::Fact> facts = {record};
        if (owner) {
            facts.emplace_back(std::move(*owner));
        }
        finish(file, sheet, *row, std::move(facts));
    }
    file.errors = std::move(sheet.errors());
    return file;
}

due::Interval interval(Fields& row, const std::string& which) {
    return {.distance_m = row.amount(which + "_km", metres),
            .engine_time_s = row.amount(which + "_h", seconds),
            .days = row.whole(which + "_days")};
}

due::PlanItem plan_item(Fields& row) {
    due::PlanItem item{.key = required_id<Key<struct ItemKind>>(row, "item").text(),
                       .name_zh = row.text("name_zh"),
                       .name_en = row.text("name_en"),
                       .first = interval(row, "first"),
                       .every = interval(row, "every"),
                       .tolerance = interval(row, "tolerance"),
                       .labour_minutes = row.whole("labour_min").value_or(0)};
    if (item.first == due::Interval{} && item.every == due::Interval{}) {
        row.refuse("every_km", "an item needs a first or a recurring interval");
    }
    return item;
}

// The lines of one plan, until another one begins.
struct OpenPlan {
    due::Plan plan;
    std::size_t line = 0;
    std::size_t bad_line = 0;  // 0: all are good

    bool has(const due::PlanItem& item) const {
        return std::ranges::find(plan.items, item.key, &due::PlanItem::key) != plan.items.end();
    }
};

void close(FileFacts& file, Sheet& sheet, std::optional<OpenPlan>& open) {
    if (open && open->bad_line == 0) {
        file.rows.push_back({open->line, {std::move(open->plan)}});
    } else if (open) {
        sheet.refuse({open->line, "plan",
                      "plan " + open->plan.id.text() + " is not taken because of line " +
                          std::to_string(open->bad_line)});
    }
    open.reset();
}

constexpr std::array<Column, 15> plan_columns = {{{"plan", required},
                                                  {"version", required},
                                                  {"item", required},
                                                  {"name_zh"},
                                                  {"name_en"},
                                                  {"first_km"},
                                                  {"first_h"},
                                                  {"first_days"},
                                                  {"every_km"},
                                                  {"every_h"},
                                                  {"every_days"},
                                                  {"tolerance_km"},
                                                  {"tolerance_h"},
                                                  {"tolerance_days"},
                                                  {"labour_min"}}};

struct PlanVersion {
    PlanId id;
    int version = 0;
};

PlanVersion plan_version(Fields& row) {
    PlanVersion found{.id = required_id<PlanId>(row, "plan"),
                      .version = row.whole("version").value_or(0)};
    if (found.version < 1) {
        row.refuse("version", "expected a version from 1 on");
    }
    return found;
}

void add_item(OpenPlan& open, Fields& row, Sheet& sheet) {
    due::PlanItem item = plan_item(row);
    if (open.has(item)) {
        row.refuse("item", "the same item stands in this plan already");
    }
    if (row.error()) {
        open.bad_line = row.line();
        sheet.refuse(*row.error());
    }
    open.plan.items.push_back(std::move(item));
}

FileFacts plans(std::string_view text) {
    FileFacts file;
    Seen seen;
    std::optional<OpenPlan> open;
    Sheet sheet(text, plan_columns);
    std::size_t errors_seen = 0;
    while (auto row = sheet.next()) {
        // A line that is no row may have been this plan's or the next one's: neither is whole.
        const std::size_t torn_line =
            sheet.errors().size() > errors_seen ? sheet.errors().back().line : 0;
        if (open && torn_line != 0) {
            open->bad_line = torn_line;
        }
        const auto [id, version] = plan_version(*row);
        if (!open || open->plan.id != id || open->plan.version != version) {
            close(file, sheet, open);
            seen.enter(*row, "plan", id.text());
            open = OpenPlan{
                .plan = {.id = id, .version = version}, .line = row->line(), .bad_line = torn_line};
        }
        add_item(*open, *row, sheet);
        errors_seen = sheet.errors().size();
    }
    if (open && sheet.errors().size() > errors_seen) {
        open->bad_line = sheet.errors().back().line;
    }
    close(file, sheet, open);
    file.errors = std::move(sheet.errors());
    return file;
}

FileFacts services(std::string_view text, Time now) {
    constexpr std::array<Column, 8> columns = {{{"truck", required},
                                                {"item", required},
                                                {"done_at", required},
                                                {"odometer_km"},
                                                {"engine_h"},
                                                {"workshop"},
                                                {"cost"},
                                                {"note"}}};
    FileFacts file;
    Seen seen;
    Sheet sheet(text, columns);
    while (auto row = sheet.next()) {
        due::Completion done{.truck = required_id<TruckId>(*row, "truck"),
                             .item = required_id<Key<struct ItemKind>>(*row, "item").text(),
                             .at = past_time(*row, "done_at", now),
                             .odometer_m = row->amount("odometer_km", metres),
                             .engine_time_s = row->amount("engine_h", seconds),
                             .workshop = row->text("workshop"),
                             .note = row->text("note"),
                             .cost_cents = row->amount("cost", cents)};
        seen.enter(*row, "done_at", done.truck.text() + ' ' + done.item + ' ' + iso(done.at));
        finish(file, sheet, *row, {std::move(done)});
    }
    file.errors = std::move(sheet.errors());
    return file;
}

FileFacts facts_of(FileKind kind, std::string_view text, Time now) {
    switch (kind) {
        case FileKind::customers:
            return customers(text);
        case FileKind::trucks:
            return trucks(text);
        case FileKind::plans:
            return plans(text);
        case FileKind::services:
            return services(text, now);
        case FileKind::readings:
            return readings_from_csv(text, now);
        case FileKind::levels:
            return levels_from_csv(text, now);
    }
    return {};
}

}  // namespace

FileFacts facts_from_csv(FileKind kind, std::string_view text, Time now) {
    FileFacts file = facts_of(kind, text, now);
    std::ranges::stable_sort(file.errors, {}, &RowError::line);
    return file;
}

}  // namespace roadworthy::exchange
