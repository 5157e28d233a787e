#include "backend/customers/dossier.hpp"

#include "backend/cases/entries.hpp"
#include "backend/cases/policy_book.hpp"
#include "backend/customers/told.hpp"
#include "backend/customers/truck_cases.hpp"
#include "backend/due/day_tick.hpp"
#include "backend/due/due.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/history.hpp"
#include "backend/due/list/compliance.hpp"
#include "backend/due/list/ranking.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/templates.hpp"
#include "backend/due/visits/standing.hpp"
#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/rule_book.hpp"
#include "backend/faults/rules.hpp"
#include "backend/truck/quiet_days.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
#include "backend/uptime/evidence.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace roadworthy::customers {
namespace {

constexpr std::chrono::seconds longest_trip = std::chrono::days{7};  // else its clock has jumped
constexpr std::size_t most_streams = 4;  // of each kind: a wiped disk begins a new one

StreamSeen& seen(std::vector<StreamSeen>& streams, const ReceivedReport& input) {
    const auto known = std::ranges::find_if(streams, [&](const StreamSeen& one) {
        return one.id == input.stream_id && one.stream == input.stream;
    });
    if (known != streams.end()) {
        return *known;
    }
    const auto of_this_kind =
        std::ranges::equal_range(streams, input.stream, {}, &StreamSeen::stream);
    if (of_this_kind.size() >= most_streams) {
        streams.erase(of_this_kind.begin());
    }
    const auto place = std::ranges::upper_bound(streams, input.stream, {}, &StreamSeen::stream);
    return *streams.insert(place, {.id = input.stream_id, .stream = input.stream});
}

void count(std::vector<StreamSeen>& streams, const ReceivedReport& input) {
    StreamSeen& stream = seen(streams, input);
    stream.last = input.report.last;
    const auto* gap = std::get_if<GapReport>(&input.report.body);
    if (gap == nullptr) {
        ++stream.received;
    } else if (gap->reason != GapReason::already_committed) {
        stream.lost += input.report.last - input.report.first + 1;
    }
}

// Minutes: silent, and driven meanwhile. By MeterKind.
using SilentMinutes = std::array<std::pair<std::uint32_t, std::uint32_t>, 3>;

SilentMinutes silences_of(const Dossier& dossier) {
    SilentMinutes all{};
    for (const auto& book : dossier.state.meters) {
        if (const auto* track = book.now().followed()) {
            all.at(static_cast<std::size_t>(book.kind())) = {track->meter.silent_minutes,
                                                             track->meter.driven_minutes};
        }
    }
    return all;
}

// The one ordered chain: truck -> due, faults -> uptime.
class Fold {
public:
    Fold(Dossier& dossier, const Fleet& fleet, const Arrival& arrival)
        : dossier_(dossier),
          fleet_(fleet),
          arrival_{.received = arrival.received, .past = arrival.past},
          silences_(silences_of(dossier)),
          evidence_(dossier.uptime, arrival.blocks, changes_.evidence) {
        observe();
    }

    void operator()(const ReceivedReport& input) {
        auto& state = dossier_.state;
        count(dossier_.streams, input);
        state.last_heard = std::max(state.last_heard.value_or(input.received), input.received);
        const auto clock = static_cast<std::size_t>(input.stream);
        when_ = state.clocks[clock].event_time(input.report.stamp, input.received);
        stream_ = input.stream;
        boot_ = input.report.stamp.boot;
        std::visit([this](const auto& body) { take(body); }, input.report.body);
    }
    void operator()(const truck::TruckRecord& record) {
        dossier_.record = record;
        judge_faults_again();
        choose_plan();
        has_new_rules_ = true;
        refresh_due();
        has_other_papers_ = true;
    }
    void operator()(const truck::Ownership& ownership) {
        truck::enter(dossier_.ownerships, ownership);
        judge_faults_again();
        changes_.cases.gone =
            customers::take(dossier_.cases, dossier_.ownerships, dossier_.faults.episodes).gone;
        has_other_papers_ = true;
    }
    void operator()(const due::Completion& completion) {
        due::take(dossier_.done, completion);
        has_new_rules_ = true;
        uptime::take(completion, changes_.evidence);
        remember(completion.at);
        refresh_due();
    }
    void operator()(const due::CompletionVoid& voided) {
        due::take(dossier_.done, voided);
        has_new_rules_ = true;
        uptime::take(voided, changes_.evidence);
        refresh_due();
    }
    void operator()(const uptime::Correction& it) { uptime::take(it, changes_.evidence); }
    void operator()(const uptime::CorrectionWithdrawn& it) { uptime::take(it, changes_.evidence); }
    void operator()(const due::OpenRecalls& recalls) {
        dossier_.recalls = recalls;
        refresh_due();
    }
    void operator()(const due::ItemOverride& change) {
        due::take(dossier_.overrides, change);
        has_new_rules_ = true;
        refresh_due();
    }
    void operator()(const truck::ManualReading& reading) {
        truck::take(dossier_.state, reading, arrival_);
        refresh_due();
    }
    void operator()(const truck::MeterLevel& level) {
        truck::take(dossier_.state, level, arrival_);
        refresh_due();
    }
    void operator()(const due::Plan& /*plan*/) {
        choose_plan();
        has_new_rules_ = true;
        refresh_due();
    }
    void operator()(const truck::QuietDays& /*quiet*/) { refresh_due(); }
    void operator()(const faults::RuleSet& /*rules*/) { judge_faults_again(); }
    void operator()(const faults::Repair& repair) {
        auto linked = faults::take(dossier_.faults, repair);
        changes_.episodes = std::move(linked.episodes);
        changes_.links = std::move(linked.past);
    }
    void operator()(const cases::TruckEntry& entered) {
        changes_.cases = customers::take(dossier_.cases, entered.entry, dossier_.faults.episodes);
    }
    // A case keeps what was promised when we heard of it.
    void operator()(const cases::PolicyVersion& /*policy*/) {}
    void operator()(const due::DayTick& tick) {
        truck::settle_waiting(dossier_.state, {.received = tick.day, .past = arrival_.past});
        evidence_.settle_undated(tick.day);
        refresh_due();
        ask(dossier_.told,
            {.truck = dossier_.truck, .state = dossier_.state, .due = dossier_.due, .tick = tick});
    }

    Changes changes() {
        for (auto& book : dossier_.state.meters) {
            for (auto& day : book.take_rows()) {
                changes_.meter_days.push_back({.kind = book.kind(), .readings = std::move(day)});
            }
        }
        for (const auto& book : dossier_.state.meters) {
            const auto kind = static_cast<std::size_t>(book.kind());
            if (settle(dossier_.told, book.now()) ||
                silences_.at(kind) != silences_of(dossier_).at(kind)) {
                changes_.scores.push_back(score_of(book.kind()));
            }
        }
        tell_cases();
        return std::move(changes_);
    }

private:
    void take(const MetersReport& report) {
        truck::take(dossier_.state, report, when_, arrival_);
        due::take(dossier_.standing, report, when_);
        evidence_.meters(report, when_, boot_);
        refresh_due();
    }
    void take(const FaultReport& report) {
        truck::take(dossier_.state, report.position, when_);
        take_fault_evidence(report);
    }
    void take(const EcuReport& report) { take_fault_evidence(report); }
    void take(const TripReport& report) {
        truck::take(dossier_.state, report.position, when_);
        due::take(dossier_.standing, report, when_, boot_);
        confirm_open_episodes();
        note(faults::hear(dossier_.faults, when_.at, terms_at(when_.at)));
        const bool has_ended =
            report.event == TripEvent::stopped && report.duration <= longest_trip;
        evidence_.contact(
            {.when = when_,
             .since = has_ended ? std::optional{when_.at - report.duration} : std::nullopt,
             .distance_m = report.distance_m});
    }
    void take(const IdentityReport& report) {
        truck::take(dossier_.state, report, when_);
        if (!dossier_.recalls.all.empty()) {
            refresh_due();  // its recalls say whether the VIN is contradicted
        }
    }
    // The unit is alive, which says nothing about the truck.
    void take(const HealthReport& /*report*/) {}
    void take(const GapReport& /*report*/) {
        if (stream_ == Stream::events) {
            due::lose_track(dossier_.standing);
        }
    }
    void take(const ServiceReport& report) { truck::take(dossier_.state, report); }
    // Kept in the journal, for whoever reads the fault.
    void take(const SnapshotReport& /*report*/) {}

    void take_fault_evidence(const auto& report) {
        confirm_open_episodes();
        note(faults::take(dossier_.faults, report, when_, terms_at(when_.at)));
        evidence_.contact({.when = when_});
    }

    // A fault whose ECU is silent was last heard of when that fell silent. What a later switch of
    // rules makes of it counts from the next time that it is heard of.
    void note(std::vector<faults::Episode> changed) {
        for (const faults::Episode& episode : changed) {
            const Time heard = episode.silent_since.value_or(when_.at);
            if (episode.since <= heard) {
                evidence_.episode(episode, heard);
            }
        }
        changes_.episodes = std::move(changed);
    }

    // Beside each case stand whose truck it was, and by which agreement.
    void tell_cases() {
        if (!changes_.episodes.empty()) {
            auto told_now = customers::take(dossier_.cases, {.changed = changes_.episodes,
                                                             .known = dossier_.faults.episodes,
                                                             .received = arrival_.received});
            std::ranges::move(told_now.gone, std::back_inserter(changes_.cases.gone));
            changes_.cases.cases = std::move(told_now.cases);
        }
        if (has_other_papers_) {
            changes_.cases.cases = told(dossier_.cases).cases;
        }
        for (const cases::CaseId& id : changes_.cases.gone) {
            uptime::forget(id, changes_.evidence);
        }
        for (const cases::Case& one : changes_.cases.cases) {
            uptime::take(one, changes_.evidence);
        }
    }

    void judge_faults_again() {
        if (const auto heard = dossier_.faults.heard) {
            changes_.episodes = faults::judge_again(dossier_.faults, terms_at(*heard));
        }
    }

    faults::Terms terms_at(Time at) {
        const auto owner = truck::owner_at(dossier_.ownerships, at);
        traits_ = {.model = dossier_.record ? dossier_.record->model : std::string(),
                   .customer = owner ? owner->text() : std::string()};
        return {.rules = fleet_.rules, .truck = traits_};
    }

    // To hear of the truck confirms what is open; what is unknown only its ECU can confirm.
    void confirm_open_episodes() {
        const faults::Terms terms = terms_at(when_.at);
        for (const auto& episode : dossier_.faults.episodes) {
            if (episode.state == faults::EpisodeState::open) {
                const auto then = faults::as_of(dossier_.faults, episode, when_.at, terms);
                evidence_.episode(then, when_.at);
            }
        }
    }

    MeterScore score_of(MeterKind kind) const {
        const auto [silent, driven] = silences_of(dossier_).at(static_cast<std::size_t>(kind));
        return {.kind = kind,
                .silent_minutes = silent,
                .driven_minutes = driven,
                .scorecard = dossier_.told.scorecards.at(static_cast<std::size_t>(kind))};
    }

    void choose_plan() {
        dossier_.plan = dossier_.record ? due::plan_for(*dossier_.record, fleet_.plans)
                                        : std::optional<due::PlanChoice>{};
    }

    // A truck's first input finds the calendar that was in force before it.
    void observe() {
        for (auto& book : dossier_.state.meters) {
            if (book.needs_past(fleet_.quiet)) {
                book.remember(arrival_.past(book.kind()));
            }
            book.observe(fleet_.quiet);
        }
    }

    void remember(Time at) {
        for (auto& book : dossier_.state.meters) {
            if (book.needs_past(at)) {
                book.remember(arrival_.past(book.kind()));
            }
        }
    }

    void refresh_due() {
        bool has_news = has_new_rules_;
        for (auto& book : dossier_.state.meters) {
            if (book.take_news_of_the_past()) {
                due::forget_places(dossier_.done, book.kind());
                has_news = true;
            }
        }
        if (due::place_on_meters(dossier_.done, dossier_.state) || has_news) {
            judge_completions();
        }
        auto rows = rows_now();
        for (const auto& row : rows) {
            if (std::ranges::find(dossier_.due, row) == dossier_.due.end()) {
                changes_.due.push_back(row);
            }
        }
        for (const auto& before : dossier_.due) {
            if (std::ranges::find(rows, before.item, &due::DueRow::item) == rows.end()) {
                changes_.due_gone.push_back(before.item);
            }
        }
        dossier_.due = std::move(rows);
    }

    // Papers have their dates on a truck without a plan too. A season's region goes by the name of
    // the home workshop.
    due::DueQuestion question() const {
        static const due::Plan no_plan{.id = PlanId::from("-").value()};
        static const std::string no_region;
        const auto& record = dossier_.record;
        const auto plan =
            dossier_.plan ? fleet_.plans.find(dossier_.plan->plan) : fleet_.plans.end();
        return {.plan = plan == fleet_.plans.end() ? no_plan : plan->second,
                .delivered = record ? record->delivered : std::nullopt,
                .done = dossier_.done,
                .state = dossier_.state,
                .tick = fleet_.tick,
                .overrides = dossier_.overrides,
                .region = record ? record->workshop : no_region,
                .recalls = dossier_.recalls.all,
                .is_vin_contradicted = record && truck::vin_contradicts(dossier_.state, *record)};
    }

    std::vector<due::DueRow> rows_now() const {
        if (!dossier_.record) {
            return {};
        }
        auto rows = due::due_rows(question());
        due::put_together(rows);
        return rows;
    }

    void judge_completions() {
        const due::DueQuestion asked = question();
        for (const auto& [item, history] : dossier_.done) {
            changes_.judged.insert_or_assign(item, due::judged(asked, item));
        }
    }

    Dossier& dossier_;
    const Fleet& fleet_;
    truck::Arrival arrival_;
    SilentMinutes silences_;      // before the input
    faults::TruckTraits traits_;  // of the terms that were asked for last
    truck::EventTime when_;
    BootId boot_;
    bool has_new_rules_ = false;  // by which completions are judged
    bool has_other_papers_ = false;
    Stream stream_ = Stream::events;
    Changes changes_;
    uptime::Evidencing evidence_;
};

// A store that was set back has fewer.
due::Outcomes since(const due::Outcomes& before, const due::Outcomes& now) {
    const auto more = [](std::uint64_t from, std::uint64_t to) { return to - std::min(from, to); };
    return {.settled = more(before.settled, now.settled),
            .early = more(before.early, now.early),
            .late = more(before.late, now.late)};
}

}  // namespace

void apply(Fleet& fleet, const Input& input, Time received) {
    if (const auto* plan = std::get_if<due::Plan>(&input)) {
        due::take(fleet.plans, *plan);
    } else if (const auto* tick = std::get_if<due::DayTick>(&input)) {
        fleet.tick = *tick;
    } else if (const auto* quiet = std::get_if<truck::QuietDays>(&input)) {
        fleet.quiet = *quiet;
    } else if (const auto* rules = std::get_if<faults::RuleSet>(&input)) {
        fleet.rules.enter(*rules, received);
    } else if (const auto* policy = std::get_if<cases::PolicyVersion>(&input)) {
        fleet.sla.enter(*policy, received);
    }
}

Changes apply(Dossier& dossier, const Input& input, const Fleet& fleet, const Arrival& arrival) {
    Fold fold(dossier, fleet, arrival);
    std::visit(fold, input);
    return fold.changes();
}

void forget_past(Dossier& dossier) {
    for (auto& book : dossier.state.meters) {
        book.forget_past();
    }
}

void contribute(const Dossier& dossier, Sums& sums) {
    for (const auto& book : dossier.state.meters) {
        const auto* track = book.now().followed();
        if (track != nullptr && due::is_seasoned(track->meter)) {
            sums.at(static_cast<std::size_t>(book.kind()))
                .prior.add(track->meter.own_rate().value_or(0));
        }
    }
}

due::DayTick next_tick(Day day, const Sums& sums, const std::optional<due::DayTick>& before) {
    due::DayTick tick = before.value_or(due::DayTick{});
    tick.day = day;
    for (std::size_t kind = 0; kind < sums.size(); ++kind) {
        due::FleetNumbers& numbers = tick.numbers.at(kind);
        const FleetSums& sum = sums.at(kind);
        if (const auto rate = sum.prior.rate()) {
            numbers.rate = rate;
        }
        numbers.driven_in_silence = sum.silences.driven_share();
        due::calibrate(numbers.widths, since(numbers.outcomes, sum.outcomes));
        numbers.outcomes = sum.outcomes;
    }
    return tick;
}

}  // namespace roadworthy::customers
