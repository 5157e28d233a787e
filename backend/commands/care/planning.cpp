#include "backend/commands/care/planning.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/customers/care/trial.hpp"
#include "backend/exchange/care/timetable_csv.hpp"
#include "backend/exchange/csv.hpp"
#include "backend/exchange/say/care_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/care/campaign_rows.hpp"
#include "backend/store/care/care_of_truck.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::CareWord;

// ---- Campaigns

struct CampaignOptions {
    const CommonOptions* common = nullptr;
    store::Campaign campaign;
    store::Cohort cohort;
    std::string on;
    std::string fault_since;
    std::string delivered_until;
    std::string tier;
    bool is_preview = false;
    bool is_withdrawn = false;
};

const std::vector<std::string> tiers = {"ordinary", "vip", "prospect"};

store::Cohort cohort_of(const CampaignOptions& options) {
    store::Cohort wanted = options.cohort;
    if (!options.fault_since.empty()) {
        wanted.fault_since = checked(parse_day(options.fault_since));
    }
    if (!options.delivered_until.empty()) {
        wanted.delivered_until = checked(parse_day(options.delivered_until));
    }
    if (!options.tier.empty()) {
        wanted.tier = static_cast<int>(std::ranges::find(tiers, options.tier) - tiers.begin());
    }
    return wanted;
}

void preview(sql::Connection& database, const store::Cohort& wanted) {
    const auto trucks = store::cohort(database, wanted);
    std::set<CustomerId> customers;
    for (const store::CohortTruck& one : trucks) {
        std::cout << one.truck.text() << '\t' << one.customer.text() << '\n';
        customers.insert(one.customer);
    }
    std::cerr << trucks.size() << " trucks of " << customers.size() << " customers\n";
}

void campaign(const CampaignOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const Time now = io::now();
    if (options.is_preview) {
        preview(*database, cohort_of(options));
        return;
    }
    if (options.is_withdrawn) {
        std::cerr << checked(store::withdraw_campaign(*database, options.campaign.id, now))
                  << " trucks are free of it\n";
        return;
    }
    store::Campaign made = options.campaign;
    made.day = options.on.empty() ? day_of(now) : checked(parse_day(options.on));
    std::cerr << checked(store::start_campaign(*database, made, cohort_of(options), now))
              << " trucks\n";
}

// ---- Trying

struct TrialOptions : ViewOptions {
    std::string file;
    int months = 6;
};

std::vector<std::string> trial_line(const std::string& what, int before, int after) {
    return {what, std::to_string(before), std::to_string(after)};
}

std::string trial_table(const care::Trial& before, const care::Trial& after, const Writer& writer) {
    exchange::TextTable table({{writer.say(CareWord::rule)},
                               {writer.say(CareWord::tasks_now), exchange::Align::right},
                               {writer.say(CareWord::tasks_then), exchange::Align::right}});
    std::set<std::string> steps;
    for (const care::Trial* one : {&before, &after}) {
        for (const auto& [step, count] : one->tasks) {
            steps.insert(step);
        }
    }
    const auto count_of = [](const care::Trial& trial, const std::string& step) {
        const auto found = trial.tasks.find(step);
        return found == trial.tasks.end() ? 0 : found->second;
    };
    for (const std::string& step : steps) {
        table.add(trial_line(step, count_of(before, step), count_of(after, step)));
    }
    table.add(trial_line(writer.say(CareWord::contacts), before.contacts, after.contacts));
    table.add(trial_line(writer.say(CareWord::late), before.late, after.late));
    table.add(trial_line(writer.say(CareWord::without_owner), before.nobody_to_call,
                         after.nobody_to_call));
    return table.text();
}

void try_timetable(const TrialOptions& options) {
    const Viewing view = open_view(options);
    const auto file = exchange::timetable_from_csv(content_of(options.file));
    for (const exchange::RowError& error : file.errors) {
        std::cerr << options.file << ':' << error.line << ": " << error.column << ' '
                  << error.reason << '\n';
    }
    if (!file.errors.empty()) {
        throw std::runtime_error(options.file + ": is no timetable");
    }
    const care::Timetable present = store::timetable_in_force(*view.database);
    const Day today = day_of(view.reader.now);
    const Day from = today - std::chrono::days{30 * options.months};
    const auto trucks = store::past_occasions(*view.database, present, view.reader.now);
    std::cout << trial_table(care::tried(trucks, present, from, today),
                             care::tried(trucks, file.timetable, from, today), Writer(view.reader));
}

}  // namespace

void add_campaign(CLI::App& care, const CommonOptions& common) {
    auto* command = care.add_subcommand(
        "campaign", "Have the owners of some trucks called about something, within the cap");
    auto options = std::make_shared<CampaignOptions>();
    options->common = &common;
    command->add_option("CAMPAIGN", options->campaign.id, "Its id")->required();
    command->add_option("--on", options->on, "From which day on; else today");
    command->add_option("--script-zh", options->campaign.script_zh, "What to say in Chinese");
    command->add_option("--script-en", options->campaign.script_en, "What to say in English");
    command->add_option("--by", options->campaign.by, "Who wants it");
    command->add_option("--model", options->cohort.model, "Trucks of this model");
    command->add_option("--segment", options->cohort.segment, "Of this segment");
    command->add_option("--duty", options->cohort.duty, "That do this all day");
    command->add_option("--workshop", options->cohort.workshop, "With this home workshop");
    command->add_option("--tier", options->tier, "Of such customers")->check(CLI::IsMember(tiers));
    command->add_option("--spn", options->cohort.spn, "That had a fault with this SPN");
    command->add_option("--fault-since", options->fault_since, "Since that day");
    command->add_option("--delivered-until", options->delivered_until, "Delivered by that day");
    command->add_flag("--preview", options->is_preview, "Say whom it concerns, and do nothing");
    command->add_flag("--withdraw", options->is_withdrawn, "End it; what was called stays");
    command->callback([options] { campaign(*options); });
}

void add_care_trial(CLI::App& care, const CommonOptions& common) {
    auto* command = care.add_subcommand(
        "try", "What a timetable would have made of the last months, beside the one in force");
    auto options = std::make_shared<TrialOptions>();
    add_view_options(*command, *options, common);
    command->add_option("FILE", options->file, "As import care takes it")->required();
    command->add_option("--months", options->months, "Of 30 days")->check(CLI::Range(1, 60));
    command->callback([options] { try_timetable(*options); });
}

}  // namespace roadworthy::backend
