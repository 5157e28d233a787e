#include "backend/http/resources/due/meters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/due/scorecard.hpp"
#include "backend/http/message.hpp"
#include "backend/http/query.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/http/router.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/sources.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 3> kinds = {"odometer", "engine_time", "fuel_used"};
constexpr std::array<std::string_view, 3> units = {"m", "s", "ml"};
constexpr std::array<std::string_view, 6> reasons = {"none",      "went_back", "too_fast",
                                                     "unsettled", "future",    "impossible"};

Json value_json(const std::optional<truck::ValueAt>& value, Time now) {
    return reading_json(value, "value", now);
}

Json held_json(const truck::HeldReading& held, Time now) {
    Json json = value_json(held.reading, now);
    json["reason"] = reasons.at(static_cast<std::size_t>(held.reason));
    return json;
}

Json source_json(const truck::SourceTrack& track, bool is_followed, Time now) {
    const auto pace = track.meter.own_rate();
    Json epochs = Json::array();
    for (const truck::Epoch& epoch : track.epochs) {
        epochs.push_back({{"from_at", iso(epoch.from)}, {"offset", epoch.offset}});
    }
    return {{"spn", track.source.spn},
            {"source_address", track.source.source_address},
            {"is_by_hand", track.source == truck::by_hand},
            {"is_followed", is_followed},
            {"shown", value_json(track.latest, now)},
            {"per_day", pace ? Json(truck::meter_value(track.meter.kind, *pace)) : Json(nullptr)},
            {"epochs", std::move(epochs)},
            {"held", track.held ? held_json(*track.held, now) : Json(nullptr)},
            {"held_count", track.held_count}};
}

Json told_json(const due::KeptPrediction& kept) {
    const auto on = [](double days) { return iso(day_of_days(static_cast<std::int64_t>(days))); };
    return {{"item", kept.item},
            {"asked_on", on(kept.asked)},
            {"target", truck::meter_value(kept.kind, kept.target)},
            {"p10_on", on(kept.reached.p10.count())},
            {"p50_on", on(kept.reached.p50.count())},
            {"p90_on", on(kept.reached.p90.count())}};
}

Json meter_json(const views::MeterRow& row, Time now) {
    const auto kind = static_cast<std::size_t>(row.kind);
    Json sources = Json::array();
    for (const truck::SourceTrack& track : row.meters.tracks) {
        sources.push_back(source_json(track, &track == row.meters.followed(), now));
    }
    Json told = Json::array();
    for (const due::KeptPrediction& kept : row.told) {
        told.push_back(told_json(kept));
    }
    Json refused = nullptr;
    if (row.refused) {
        refused = held_json(row.refused->reading, now);
        refused["spn"] = row.refused->source.spn;
        refused["source_address"] = row.refused->source.source_address;
    }
    return {{"kind", kinds.at(kind)},
            {"unit", units.at(kind)},
            {"life", value_json(row.meters.life, now)},
            {"sources", std::move(sources)},
            {"refused", std::move(refused)},
            {"refused_count", row.refused_count},
            {"told", std::move(told)}};
}

constexpr std::array<std::string_view, 6> groupings = {"all",   "truck",   "customer",
                                                       "model", "segment", "duty"};
constexpr std::array<std::string_view, 4> notices = {"days_4_to_7", "days_8_to_14", "days_15_to_28",
                                                     "days_29_to_56"};

// Two decimals say more than is known.
Json rounded(const std::optional<double>& value, double per = 1) {
    return value ? Json(std::round(*value * per * 100) / 100) : Json(nullptr);
}

Json sums_json(const due::Score& score) {
    constexpr double percent = 100;
    return {{"settled", score.count},
            {"within_3_days_percent", rounded(score.share_of(score.within_3_days), percent)},
            {"within_7_days_percent", rounded(score.share_of(score.within_7_days), percent)},
            {"covered_percent", rounded(score.coverage(), percent)},
            {"early_percent", rounded(score.share_of(score.early), percent)},
            {"late_percent", rounded(score.share_of(score.late), percent)},
            {"mean_error_days", rounded(score.mean_error_days())},
            {"bias_days", rounded(score.bias_days())},
            {"mean_width_days", rounded(score.mean_width_days())}};
}

}  // namespace

Json truck_meters_json(const TruckId& truck, const std::vector<views::MeterRow>& rows, Time now) {
    Json meters = Json::array();
    for (const views::MeterRow& row : rows) {
        meters.push_back(meter_json(row, now));
    }
    return {{"truck", truck.text()}, {"meters", std::move(meters)}};
}

Json score_json(const views::ScoreRow& row) {
    Json by_notice = Json::object();
    for (std::size_t i = 0; i < notices.size(); ++i) {
        by_notice[std::string(notices.at(i))] = sums_json(row.scorecard.by_notice.at(i));
    }
    return {{"key", row.key},
            {"kind", kinds.at(static_cast<std::size_t>(row.kind))},
            {"trucks", row.trucks},
            {"vague", row.scorecard.vague},
            {"all", sums_json(row.scorecard.all)},
            {"by_notice", std::move(by_notice)}};
}

std::optional<views::ScoreGrouping> score_grouping_named(std::string_view text) {
    const auto found = std::ranges::find(groupings, text);
    return found == groupings.end()
               ? std::nullopt
               : std::optional{static_cast<views::ScoreGrouping>(found - groupings.begin())};
}

Answer<Response> get_truck_meters(const Call& call) {
    const auto id = id_of<TruckId>(call.ids.front());
    if (!id) {
        return tl::unexpected(id.error());
    }
    const auto rows = views::meters(call.services.database, call.scope, *id);
    if (!rows) {
        return not_found();
    }
    return json_response(truck_meters_json(*id, *rows, call.now));
}

Answer<Response> get_scorecard(const Call& call) {
    const auto page = page_of(call);
    const auto scope = scope_of(call);
    if (!page || !scope) {
        return tl::unexpected(!page ? page.error() : scope.error());
    }
    const std::string group = parameter(call, "group").value_or("all");
    const auto by = score_grouping_named(group);
    if (!by) {
        return bad_request("group: expected all, truck, customer, model, segment or duty, got \"" +
                           group + '"');
    }
    const auto rows =
        as_answer(views::scorecard(call.services.database, *scope, {.by = *by, .page = *page}));
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    Json body = page_json(*rows, score_json);
    body["group"] = group;
    return json_response(body);
}

}  // namespace roadworthy::http
