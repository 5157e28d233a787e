#include "backend/exchange/import/facts_from_csv.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/faults/repairs_from_csv.hpp"
#include "backend/exchange/faults/rules_from_csv.hpp"
#include "backend/exchange/import/catalog_from_csv.hpp"
#include "backend/exchange/import/meters_from_csv.hpp"
#include "backend/exchange/import/rows.hpp"
#include "backend/exchange/import/sheet.hpp"
#include "backend/exchange/import/warranties_from_csv.hpp"
#include "backend/exchange/import/workshops_from_csv.hpp"
#include "backend/exchange/plans/plans_from_csv.hpp"
#include "backend/store/inputs/fact.hpp"
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
            .delivered = row.day("delivered_on"),
            .engine = row.text("engine"),
            .duty = row.text("duty"),
            .agreement = row.text("agreement"),
            .agreement_until = row.day("agreement_until_on")};
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
    constexpr std::array<Column, 14> columns = {{{"truck", required},
                                                 {"vin"},
                                                 {"plate"},
                                                 {"model"},
                                                 {"segment"},
                                                 {"plan"},
                                                 {"delivered_on"},
                                                 {"workshop"},
                                                 {"engine"},
                                                 {"duty"},
                                                 {"agreement"},
                                                 {"agreement_until_on"},
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

// When it stood in the workshop: both times, or neither.
void read_stay(Fields& row, due::Completion& done, Time now) {
    if (row.is_empty("arrived") && row.is_empty("left")) {
        return;
    }
    done.arrived = past_time(row, "arrived", now);
    done.left = past_time(row, "left", now);
    if (*done.left < *done.arrived) {
        row.refuse("left", "lies before it arrived");
    }
}

FileFacts services(std::string_view text, Time now) {
    constexpr std::array<std::string_view, 2> answers = {"no", "yes"};
    // From `visit` on, record/record_csv reads what else is said of it.
    constexpr std::array<Column, 24> columns = {{{"truck", required},
                                                 {"item", required},
                                                 {"done_at", required},
                                                 {"odometer_km"},
                                                 {"engine_h"},
                                                 {"workshop"},
                                                 {"cost"},
                                                 {"note"},
                                                 {"void"},
                                                 {"arrived"},
                                                 {"left"},
                                                 {"visit"},
                                                 {"reason"},
                                                 {"parts"},
                                                 {"labour_h"},
                                                 {"parts_cost"},
                                                 {"labour_cost"},
                                                 {"warranty"},
                                                 {"by"},
                                                 {"vmrs_system"},
                                                 {"vmrs_assembly"},
                                                 {"vmrs_component"},
                                                 {"vmrs_failure"},
                                                 {"vmrs_work"}}};
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
        read_stay(*row, done, now);
        seen.enter(*row, "done_at", done.truck.text() + ' ' + done.item + ' ' + iso(done.at));
        store::Fact fact = done;
        if (row->word("void", answers).value_or(0) == 1) {
            fact = due::CompletionVoid{done.truck, done.item, done.at, done.note};
        }
        finish(file, sheet, *row, {std::move(fact)});
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
            return plans_from_csv(text);
        case FileKind::services:
            return services(text, now);
        case FileKind::readings:
            return readings_from_csv(text, now);
        case FileKind::levels:
            return levels_from_csv(text, now);
        case FileKind::overrides:
            return overrides_from_csv(text);
        case FileKind::workshops:
            return workshops_from_csv(text);
        case FileKind::quiet_days:
            return quiet_days_from_csv(text);
        case FileKind::catalog:
            return catalog_from_csv(text);
        case FileKind::rules:
            return rules_from_csv(text);
        case FileKind::repairs:
            return repairs_from_csv(text, now);
        case FileKind::warranties:
            return warranties_from_csv(text);
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
