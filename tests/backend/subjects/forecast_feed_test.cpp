#include <stdio.h>
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <istream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "backend/commands/forecast_feed.hpp"
#include "backend/due/forecast.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/truck/meters.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using backend::FleetNumbersMove;
using backend::ForecastFeed;

namespace {

using Predictions = std::map<std::string, std::array<double, 3>>;  // by vehicle,origin,target

std::array<double, 3> days_of(const std::string& text) {
    std::array<double, 3> days{-1, -1, -1};  // -1: no answer
    std::istringstream fields(text);
    std::string field;
    for (auto& one : days) {
        std::getline(fields, field, ',');
        one = field.empty() || field == "\r" ? -1 : std::stod(field);
    }
    return days;
}

void enter(Predictions& predictions, const std::string& line) {
    std::size_t third = 0;
    for (int i = 0; i < 3; ++i) {
        third = line.find(',', third) + 1;
    }
    predictions[line.substr(0, third)] = days_of(line.substr(third));
}

Predictions read_csv(const std::filesystem::path& path) {
    Predictions predictions;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        enter(predictions, line);
    }
    return predictions;
}

Predictions answers(ForecastFeed& feed, std::istream& lines) {
    Predictions predictions;
    std::string line;
    while (std::getline(lines, line)) {
        const auto answer = feed.take(line);
        REQUIRE(answer);
        if (*answer) {
            enter(predictions, **answer);
        }
    }
    return predictions;
}

std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string output;
    std::array<char, 65'536> chunk{};
    while (const auto size = std::fread(chunk.data(), 1, chunk.size(), pipe.get())) {
        output.append(chunk.data(), size);
    }
    return output;
}

double largest_difference(const Predictions& one, const Predictions& other) {
    double largest = one.size() == other.size() ? 0 : 1e9;
    for (const auto& [question, days] : one) {
        const auto found = other.find(question);
        for (std::size_t i = 0; i < days.size(); ++i) {
            largest = std::max(largest,
                               found == other.end() ? 1e9 : std::abs(days[i] - found->second[i]));
        }
    }
    return largest;
}

void write_answers(const std::filesystem::path& path, FleetNumbersMove move,
                   const std::string& lines) {
    ForecastFeed feed(move);
    std::ofstream file(path);
    file << ForecastFeed::head << '\n';
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
        if (const auto answer = feed.take(line).value()) {
            file << *answer << '\n';
        }
    }
}

// "MAE days   12.3 [..]": the value under the first word.
std::map<std::string, double> scores(const std::string& table) {
    std::map<std::string, double> scores;
    std::istringstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string name;
        std::string unit;
        double value = 0;
        if (words >> name && (name == "pinball" || words >> unit) && words >> value) {
            scores[name] = value;
        }
    }
    return scores;
}

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');) {
        fields.push_back(field);
    }
    return fields;
}

double days_since_1970(const std::string& text) {
    return truck::meter_days(parse_time(text).value());
}

std::map<std::string, std::vector<truck::MeterPoint>> usage_of(const std::filesystem::path& path) {
    std::map<std::string, std::vector<truck::MeterPoint>> usage;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto fields = fields_of(line);
        const truck::MeterPoint reading{
            .t = days_since_1970(fields.at(1)),
            .x = std::stod(fields.at(2).empty() ? fields.at(3) : fields.at(2))};
        auto& readings = usage[fields.at(0)];
        if (!readings.empty() && readings.back().t == reading.t) {
            readings.back() = reading;  // the scorer takes the last of a moment
        } else {
            readings.push_back(reading);
        }
    }
    return usage;
}

std::map<std::string, std::vector<due::KeptPrediction>> kept_predictions(
    const std::filesystem::path& path) {
    std::map<std::string, std::vector<due::KeptPrediction>> kept;
    for (const auto& [question, days] : read_csv(path)) {
        const auto fields = fields_of(question);
        const double asked = days_since_1970(fields.at(1));
        const auto on = [&](double day) { return truck::Days{asked + day}; };
        kept[fields.at(0)].push_back(
            {.truck = TruckId::from("TRUCK001").value(),
             .asked = asked,
             .target = std::stod(fields.at(2)),
             .reached = {.p10 = on(days[0]), .p50 = on(days[1]), .p90 = on(days[2])}});
    }
    return kept;
}

// Only what was asked before a reading is settled by it.
void settle_asked_by(double now, due::Scorecard& scorecard, std::vector<due::KeptPrediction>& kept,
                     truck::MeterPoint before, truck::MeterPoint newest) {
    const auto later = std::stable_partition(kept.begin(), kept.end(),
                                             [now](const auto& one) { return one.asked < now; });
    std::vector<due::KeptPrediction> asked(kept.begin(), later);
    kept.erase(kept.begin(), later);
    due::settle(scorecard, asked, before, newest);
    kept.insert(kept.end(), asked.begin(), asked.end());
}

std::string take(ForecastFeed& feed, std::string_view line) {
    return feed.take(line).value().value_or("");
}

}  // namespace

// Worked out by due_predictor.py from this same feed.
TEST_CASE("a small feed is answered as by the reference", "[forecast_feed]") {
    ForecastFeed feed(FleetNumbersMove::with_every_line);
    std::ifstream file(std::string(SOURCE_DIR) + "/tests/backend/subjects/small_feed.csv");
    const auto ours = answers(feed, file);
    const auto reference =
        read_csv(std::string(SOURCE_DIR) + "/tests/backend/subjects/small_feed.predictions.csv");
    CHECK(reference.size() >= 20);
    CHECK(largest_difference(reference, ours) <= 0.01);
}

TEST_CASE("the public back-test is answered as by the reference", "[forecast_feed]") {
    const std::filesystem::path usage = std::string(SOURCE_DIR) + "/../shared/usage";
    if (!std::filesystem::exists(usage / "backtest.py")) {
        WARN("skipped: no back-test data at " << usage);
        return;
    }
    const auto [fleet, form] = GENERATE(table<std::string, std::string>(
        {{"urbana", "clean"}, {"urbana", "raw"}, {"personal", "clean"}, {"personal", "raw"}}));
    INFO(fleet << ' ' << form);
    const std::string of_fleet = (usage / fleet).string();
    std::istringstream lines(output_of("python3 " + (usage / "backtest.py").string() +
                                       " feed --usage " + of_fleet +
                                       "_usage_clean.csv --reported " + of_fleet + "_usage_" +
                                       form + ".csv --queries " + of_fleet + "_queries.csv"));
    ForecastFeed feed(FleetNumbersMove::with_every_line);
    const auto reference = read_csv(of_fleet + "_reference_pred_" + form + ".csv");
    CHECK(reference.size() > 700);
    CHECK(largest_difference(reference, answers(feed, lines)) <= 0.01);
}

// Its own questions, as reported: where both are scored, ours are not further from the truth.
TEST_CASE("our predictions of the public back-test are no worse than the reference's",
          "[forecast_feed]") {
    const std::filesystem::path usage = std::string(SOURCE_DIR) + "/../shared/usage";
    if (!std::filesystem::exists(usage / "backtest.py")) {
        WARN("skipped: no back-test data at " << usage);
        return;
    }
    const auto questions =
        GENERATE(as<std::string>{}, "urbana_queries.csv", "urbana_queries_near.csv",
                 "personal_queries.csv", "personal_queries_near.csv");
    const std::string of_fleet = (usage / questions.substr(0, questions.find('_'))).string();
    const std::string truth =
        " --usage " + of_fleet + "_usage_clean.csv --queries " + (usage / questions).string();
    const std::string scorer = "python3 " + (usage / "backtest.py").string();
    const std::string lines =
        output_of(scorer + " feed --reported " + of_fleet + "_usage_raw.csv" + truth);
    const auto score = [&](FleetNumbersMove move) {
        const support::TempFolder folder;
        const auto predictions = folder / "predictions.csv";
        write_answers(predictions, move, lines);
        return scores(
            output_of(scorer + " score --bootstrap 1 --pred " + predictions.string() + truth));
    };
    auto ours = score(FleetNumbersMove::once_a_day);
    auto reference = score(FleetNumbersMove::with_every_line);
    INFO(questions);
    CHECK(ours["MAE"] < reference["MAE"]);
    CHECK(ours["pinball"] < reference["pinball"]);
    CHECK(ours["cover80"] > 78);
    CHECK(ours["cover80"] < 83);
}

TEST_CASE("a vehicle that reports each quarter of an hour is as fast as one that reports daily",
          "[forecast_feed]") {
    ForecastFeed feed(FleetNumbersMove::once_a_day);
    for (int quarter = 0; quarter < 20 * 96; ++quarter) {
        char line[80];
        std::snprintf(line, sizeof line, "R,v,2026-01-%02dT%02d:%02d:00,%d,km", 1 + quarter / 96,
                      quarter / 4 % 24, quarter % 4 * 15, 100'000 + quarter * 2);
        CHECK(take(feed, line).empty());
    }
    const auto answer = take(feed, "Q,v,2026-01-21T00:00:00,105760");
    CHECK(days_of(answer.substr(answer.find("5760,") + 5))[1] == Approx(10 * 1.05).epsilon(0.01));
}

TEST_CASE("a scorecard says what the back-test's scorer says", "[forecast_feed]") {
    const std::filesystem::path usage = std::string(SOURCE_DIR) + "/../shared/usage";
    if (!std::filesystem::exists(usage / "backtest.py")) {
        WARN("skipped: no back-test data at " << usage);
        return;
    }
    const auto fleet = GENERATE(as<std::string>{}, "urbana", "personal");
    const std::string of_fleet = (usage / fleet).string();
    const auto scorer = scores(
        output_of("python3 " + (usage / "backtest.py").string() + " score --bootstrap 1 --usage " +
                  of_fleet + "_usage_clean.csv --pred " + of_fleet + "_reference_pred_clean.csv"));
    auto kept = kept_predictions(of_fleet + "_reference_pred_clean.csv");
    due::Scorecard scorecard;
    std::map<std::string, truck::MeterPoint> newest;
    for (const auto& [vehicle, readings] : usage_of(of_fleet + "_usage_clean.csv")) {
        truck::MeterPoint before = readings.front();
        for (const auto& reading : readings) {
            settle_asked_by(reading.t, scorecard, kept[vehicle], before, reading);
            before = reading;
        }
        scorecard = due::as_of_now(scorecard, kept[vehicle], before);
    }
    INFO(fleet);
    CHECK(scorecard.all.count == Approx(scorer.at("queries")));
    CHECK(*scorecard.all.mean_error_days() == Approx(scorer.at("MAE")).margin(0.006));
    CHECK(*scorecard.all.bias_days() == Approx(scorer.at("bias")).margin(0.006));
    CHECK(*scorecard.all.mean_width_days() == Approx(scorer.at("width")).margin(0.006));
    CHECK(*scorecard.all.coverage() * 100 == Approx(scorer.at("cover80")).margin(0.006));
    CHECK(*scorecard.all.share_of(scorecard.all.within_3_days) * 100 ==
          Approx(scorer.at("within3")).margin(0.006));
}

TEST_CASE("once a day the fleet's numbers stay fixed until the next day", "[forecast_feed]") {
    ForecastFeed feed(FleetNumbersMove::once_a_day);
    for (int day = 1; day <= 29; ++day) {
        char line[80];
        std::snprintf(line, sizeof line, "R,old,2026-01-%02dT06:00:00,%d,km", day, day * 100);
        CHECK(take(feed, line).empty());
    }
    take(feed, "R,new,2026-01-29T07:00:00,0,km");
    CHECK(take(feed, "Q,new,2026-01-29T08:00:00,1000") == "new,2026-01-29T08:00:00,1000,,,");
    take(feed, "R,old,2026-01-30T06:00:00,3000,km");
    CHECK(take(feed, "Q,new,2026-01-30T07:00:00,1000") != "new,2026-01-30T07:00:00,1000,,,");
}

TEST_CASE("a question about a vehicle that never reported has no answer", "[forecast_feed]") {
    ForecastFeed feed(FleetNumbersMove::with_every_line);
    CHECK(take(feed, "Q,v1,2026-01-29,1000\r") == "v1,2026-01-29,1000,,,");
}

TEST_CASE("a line that is no reading and no question is refused with words", "[forecast_feed]") {
    ForecastFeed feed(FleetNumbersMove::with_every_line);
    const auto line = GENERATE(as<std::string>{}, "", "R", "X,v,2026-01-01,5,km",
                               "R,v,2026-01-01,5", "R,v,yesterday,5,km", "R,v,2026-01-01,five,km",
                               "R,v,2026-01-01,5,miles", "Q,v,2026-01-01,", "Q,v,2026-13-01,5");
    const auto answer = feed.take(line);
    INFO(line);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().message.starts_with("expected "));
}
