// Whatever a truck's faults do, and however late, in whichever lumps, it is heard of.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/told_matters.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using customers::Alert;
using customers::AlertActive;
using customers::AlertKind;
using customers::AlertState;
using faults::Action;
using make::ToldMatters;

namespace {

struct Happening {
    Time at;
    std::variant<FaultReport, EcuReport> what;
};

// A battery, a supply, and what depends on them; two ECUs that fall silent and talk again.
std::vector<Happening> life(make::Random& random) {
    constexpr std::array<std::uint32_t, 8> codes{168, 3509, 100, 500, 501, 502, 503, 504};
    constexpr std::array<std::uint8_t, 5> lamps{0, make::protect, make::amber, make::amber,
                                                make::red};
    std::vector<Happening> all;
    Time now = make::after(1);
    for (int i = 0; i < 150; ++i) {
        now += random() % 4 == 0 ? std::chrono::minutes{random() % 200}
                                 : std::chrono::seconds{random() % 90};
        const auto address = static_cast<std::uint8_t>(random() % 2);
        if (random() % 12 == 0) {
            EcuReport report{.event = static_cast<EcuEvent>(random() % 2),
                             .source_address = address};
            if (report.event == EcuEvent::began && random() % 2 == 0) {
                report.active.emplace();
            }
            all.push_back({now, report});
        } else {
            const auto fmi = static_cast<std::uint8_t>(random() % 3 + 2);
            all.push_back({now, make::lit(make::fault(address, codes.at(random() % codes.size()),
                                                      fmi, static_cast<FaultEvent>(random() % 3)),
                                          lamps.at(random() % lamps.size()))});
        }
    }
    return all;
}

// When each is received: on time, late, or after an outage with all that came meanwhile. The order
// is the stream's.
std::vector<Time> arrivals(const std::vector<Happening>& life, make::Random& random) {
    std::vector<Time> all;
    Time last{};
    const bool is_bad = random() % 3 != 0;
    for (const Happening& one : life) {
        Time when = one.at + 1s;
        if (is_bad && random() % 15 == 0) {
            when += std::chrono::hours{random() % 40};
        }
        last = std::max(last, when);
        all.push_back(last);
    }
    return all;
}

bool is_told(const Alert& row) {
    return row.state != AlertState::withdrawn;
}
bool says_gone(const Alert& row) {
    return row.kind == AlertKind::all_clear || row.active == AlertActive::no;
}

// What is wrong with what was told of a matter, from first to last; empty: nothing.
std::string fault_of(const std::vector<Alert>& rows) {
    Action level = Action::log;
    bool is_first = true;
    Time last_told{};
    for (const Alert& row : rows) {
        if (!is_told(row)) {
            continue;
        }
        if (is_first != (row.kind == AlertKind::raised)) {
            return "raised is not the first, or not only that";
        }
        if ((row.kind == AlertKind::upgraded && row.action <= level) ||
            (row.kind == AlertKind::downgraded && row.action >= level)) {
            return "a change that is none";
        }
        if (!is_first && row.action == level && row.kind != AlertKind::all_clear) {
            return "the same again";
        }
        if (row.kind != AlertKind::raised && row.kind != AlertKind::all_clear &&
            row.action != Action::stop_now && row.not_before - last_told < 10min) {
            return "changes too often";
        }
        last_told = row.not_before;
        level = says_gone(row) ? Action::log : row.action;
        is_first = false;
    }
    return "";
}

// What was told last of each matter; none: nothing, or that it is gone.
std::optional<Action> told_last(const std::vector<Alert>& rows) {
    std::optional<Action> last;
    for (const Alert& row : rows) {
        if (is_told(row)) {
            last = says_gone(row) ? std::nullopt : std::optional(row.action);
        }
    }
    return last == Action::log ? std::nullopt : last;
}

std::size_t told(const ToldMatters& truck) {
    std::size_t all = 0;
    for (const auto& [matter, rows] : truck.matters()) {
        all += static_cast<std::size_t>(std::ranges::count_if(rows, is_told));
    }
    return all;
}

// The worst end of a fault that is there, as it must have been told.
void check_ends(const ToldMatters& truck) {
    for (const faults::Episode& episode : truck.state().episodes) {
        INFO("episode " << episode.number);
        const auto& rows = truck.rows(episode.number);
        const auto last = told_last(rows);
        if (episode.state == faults::EpisodeState::closed) {
            CHECK((!last || std::ranges::any_of(rows, [](const Alert& row) {
                return is_told(row) && row.folded_under != 0;
            })));
        } else if (episode.state == faults::EpisodeState::open && episode.parent == 0) {
            const auto wanted = episode.group_action == Action::log
                                    ? std::nullopt
                                    : std::optional(episode.group_action);
            CHECK(last == wanted);
        }
    }
}

}  // namespace

TEST_CASE("what is told of a matter is always one alert, told again only where it changed",
          "[alerts]") {
    const auto seed = GENERATE(range(0U, 150U));
    INFO(seed);
    make::Random random(seed);
    const auto happened = life(random);
    const auto received = arrivals(happened, random);
    ToldMatters truck;
    for (std::size_t i = 0; i < happened.size(); ++i) {
        const auto before = told(truck);
        std::visit([&](const auto& report) { truck.hear(report, happened[i].at, received[i]); },
                   happened[i].what);
        const auto* ecu = std::get_if<EcuReport>(&happened[i].what);
        if (ecu != nullptr && ecu->event == EcuEvent::ceased) {
            CHECK(told(truck) == before);
        }
        if (random() % 2 == 0) {
            truck.tell(received[i]);
        }
    }
    truck.tell(received.back() + std::chrono::days{1});
    CHECK(truck.is_idempotent);
    for (const auto& [matter, rows] : truck.matters()) {
        INFO(matter);
        CHECK(fault_of(rows).empty());
    }
    check_ends(truck);
}

TEST_CASE("the same life heard late always ends in what was told on time", "[alerts]") {
    const auto seed = GENERATE(range(0U, 150U));
    INFO(seed);
    make::Random random(1000 + seed);
    const auto happened = life(random);
    const auto end = happened.back().at + std::chrono::days{9};
    const auto ends = [&](const std::vector<Time>& received) {
        ToldMatters truck;
        for (std::size_t i = 0; i < happened.size(); ++i) {
            std::visit([&](const auto& report) { truck.hear(report, happened[i].at, received[i]); },
                       happened[i].what);
            truck.tell(received[i]);
        }
        truck.tell(end);
        std::map<std::uint64_t, std::optional<Action>> last;
        for (const faults::Episode& episode : truck.state().episodes) {
            if (episode.state == faults::EpisodeState::open && episode.parent == 0) {
                last[episode.number] = told_last(truck.rows(episode.number));
            }
        }
        return last;
    };
    std::vector<Time> on_time;
    for (const Happening& one : happened) {
        on_time.push_back(one.at);
    }
    CHECK(ends(arrivals(happened, random)) == ends(on_time));
}
