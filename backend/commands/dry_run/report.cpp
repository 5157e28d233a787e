#include "backend/commands/dry_run/report.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/commands/dry_run/comparison.hpp"
#include "backend/commands/dry_run/dry_run.hpp"
#include "backend/commands/dry_run/history.hpp"
#include "backend/commands/writer.hpp"
#include "backend/due/due.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/due/due_query.hpp"
#include "backend/http/resources/due/meters.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::Language;
using exchange::TextTable;
using exchange::Word;
using http::Json;

// By due::Verdict.
constexpr std::array<std::string_view, 4> verdict_names = {"on_time", "early", "late", "unknown"};
constexpr std::array<Word, 4> verdict_words = {Word::on_time, Word::early, Word::late,
                                               Word::unknown};
constexpr std::size_t states = 5;

using Week = std::pair<Day, std::string>;

// Of weeks in which either of them has something to do.
std::set<Week> weeks_of(const DryRun& run) {
    std::set<Week> weeks;
    for (const DueSums* sums : {&run.due.before(), &run.due.after()}) {
        for (const auto& [week, load] : sums->load) {
            weeks.insert(week);
        }
    }
    return weeks;
}

const Load& load_of(const DueSums& sums, const Week& week) {
    static const Load none;
    const auto found = sums.load.find(week);
    return found == sums.load.end() ? none : found->second;
}

Json load_json(const Load& load) {
    return {
        {"items", load.items}, {"trucks", load.trucks.size()}, {"labour_min", load.labour_minutes}};
}

Json states_json(const DueSums& sums) {
    Json json = Json::object();
    for (std::size_t i = 0; i < states; ++i) {
        json[std::string(http::name(static_cast<due::DueState>(i)))] = sums.by_state.at(i);
    }
    return json;
}

Json scores_json(const std::vector<views::ScoreRow>& rows) {
    Json json = Json::array();
    for (const views::ScoreRow& row : rows) {
        json.push_back(http::score_json(row));
    }
    return json;
}

Json verdicts_json(const VerdictTable& table) {
    Json json = {{"before", Json::object()}, {"after", Json::object()}, {"changed", Json::array()}};
    for (std::size_t i = 0; i < table.size(); ++i) {
        std::uint64_t by_old = 0;
        std::uint64_t by_new = 0;
        for (std::size_t k = 0; k < table.size(); ++k) {
            by_old += table.at(i).at(k);
            by_new += table.at(k).at(i);
            if (i != k && table.at(i).at(k) > 0) {
                json["changed"].push_back({{"before", verdict_names.at(i)},
                                           {"after", verdict_names.at(k)},
                                           {"completions", table.at(i).at(k)}});
            }
        }
        json["before"][std::string(verdict_names.at(i))] = by_old;
        json["after"][std::string(verdict_names.at(i))] = by_new;
    }
    return json;
}

class Text {
public:
    explicit Text(Language language) : writer_({.language = language, .now = {}}) {}

    std::string say(auto what) const { return writer_.say(what); }
    TextTable::Column number(Word title) const { return writer_.column(title, Align::right); }
    TextTable::Column column(Word title) const { return writer_.column(title); }

    std::string states_table(const DryRun& run) const {
        TextTable table({column(Word::state), number(Word::before), number(Word::after)});
        for (std::size_t i = 0; i < states; ++i) {
            table.add({say(static_cast<due::DueState>(i)),
                       std::to_string(run.due.before().by_state.at(i)),
                       std::to_string(run.due.after().by_state.at(i))});
        }
        return table.text();
    }

    std::string overdue_table(const DryRun& run) const {
        const std::string text =
            '\n' + say(Word::newly_overdue) + ": " + std::to_string(run.due.newly_overdue()) + '\n';
        TextTable table({column(Word::truck), column(Word::item), column(Word::expected)});
        for (const NewlyOverdue& one : run.due.named()) {
            table.add({one.truck, exchange::printable(one.item),
                       one.expected ? iso(*one.expected) : say(Word::unknown)});
        }
        return run.due.named().empty() ? text : text + table.text();
    }

    std::string load_table(const DryRun& run) const {
        TextTable table({column(Word::week), column(Word::workshop), number(Word::before),
                         number(Word::trucks), number(Word::after), number(Word::trucks)});
        for (const Week& week : weeks_of(run)) {
            const Load& before = load_of(run.due.before(), week);
            const Load& after = load_of(run.due.after(), week);
            table.add({iso(week.first), exchange::printable(week.second), labour(before),
                       std::to_string(before.trucks.size()), labour(after),
                       std::to_string(after.trucks.size())});
        }
        return '\n' + say(Word::labour) + '\n' + table.text();
    }

    std::string score_table(const DryRun& run) const {
        TextTable table({column(Word::scorecard), number(Word::settled), number(Word::error_days),
                         number(Word::bias_days), number(Word::covered)});
        const auto add = [&](Word which, const std::vector<views::ScoreRow>& rows) {
            for (const views::ScoreRow& row : rows) {
                const due::Score& all = row.scorecard.all;
                table.add({say(which), std::to_string(all.count), figure(all.mean_error_days(), 1),
                           figure(all.bias_days(), 1), figure(all.coverage(), 100)});
            }
        };
        add(Word::before, run.history.before);
        add(Word::after, run.history.after);
        return '\n' + table.text();
    }

    std::string verdict_table(const DryRun& run) const {
        TextTable table({column(Word::item), column(Word::before), column(Word::after),
                         number(Word::completions)});
        for (const auto& [item, verdicts] : run.history.verdicts) {
            for (std::size_t i = 0; i < verdicts.size(); ++i) {
                for (std::size_t k = 0; k < verdicts.size(); ++k) {
                    if (verdicts.at(i).at(k) > 0) {
                        table.add({exchange::printable(item), say(verdict_words.at(i)),
                                   say(verdict_words.at(k)), std::to_string(verdicts.at(i).at(k))});
                    }
                }
            }
        }
        return '\n' + table.text();
    }

private:
    std::string labour(const Load& load) const {
        return decimal(static_cast<double>(load.labour_minutes) / 60, ' ' + say(Word::hours));
    }
    std::string figure(std::optional<double> value, double per) const {
        return value ? decimal(*value * per, "") : say(Word::unknown);
    }

    Writer writer_;
};

}  // namespace

Json dry_run_json(const DryRun& run) {
    Json overdue = Json::array();
    for (const NewlyOverdue& one : run.due.named()) {
        overdue.push_back({{"truck", one.truck},
                           {"item", one.item},
                           {"expected_on", http::json_of(one.expected)}});
    }
    Json load = Json::array();
    for (const Week& week : weeks_of(run)) {
        load.push_back({{"week_on", iso(week.first)},
                        {"workshop", week.second},
                        {"before", load_json(load_of(run.due.before(), week))},
                        {"after", load_json(load_of(run.due.after(), week))}});
    }
    Json completions = Json::object();
    for (const auto& [item, verdicts] : run.history.verdicts) {
        completions[item] = verdicts_json(verdicts);
    }
    return {{"today_on", iso(run.today)},
            {"plans", run.plans},
            {"notes", run.notes},
            {"trucks_touched", run.trucks_touched},
            {"trucks_moved", run.trucks_moved},
            {"states",
             {{"before", states_json(run.due.before())}, {"after", states_json(run.due.after())}}},
            {"newly_overdue", run.due.newly_overdue()},
            {"newly_overdue_first", std::move(overdue)},
            {"load", std::move(load)},
            {"history",
             {{"from_on", http::json_of(run.history.from)},
              {"scorecard",
               {{"before", scores_json(run.history.before)},
                {"after", scores_json(run.history.after)}}},
              {"completions", std::move(completions)}}}};
}

std::string dry_run_text(const DryRun& run, Language language) {
    const Text text(language);
    return text.say(Word::trucks) + ": " + std::to_string(run.trucks_touched) + " (" +
           text.say(Word::another_plan) + ": " + std::to_string(run.trucks_moved) + ")\n\n" +
           text.states_table(run) + text.overdue_table(run) + text.load_table(run) +
           text.score_table(run) + text.verdict_table(run);
}

}  // namespace roadworthy::backend
