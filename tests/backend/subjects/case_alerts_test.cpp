#include "backend/customers/case_alerts.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/backend/cases/tales.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using cases::Stage;
using customers::Alert;
using customers::AlertState;
using make::entry;
using make::monday;

namespace {

// A breakdown, and what is told of it.
class Breakdown {
public:
    void say(const char* id, Duration at, cases::Said said, Duration received) {
        entries_.push_back(entry(id, "B1", at, std::move(said)));
        const auto book = cases::fold(entries_, {});
        const customers::Hearing hearing{.received = monday + received,
                                         .written = monday + received,
                                         .on_truck = monday + received,
                                         .ownerships = owners,
                                         .rules = rules_};
        for (const cases::Case& it : book.cases) {
            customers::take(rows, it, hearing);
            const auto once = rows;
            customers::take(rows, it, hearing);
            CHECK(rows == once);
        }
        for (Alert& row : rows) {
            row.id = row.id == 0 ? ++last_id_ : row.id;
        }
    }
    void reach(const char* id, Duration at, Stage stage) { say(id, at, cases::Reached{stage}, at); }
    void tell(Duration now) {
        for (Alert& row : rows) {
            if (row.state == AlertState::waiting && row.not_before <= monday + now) {
                row.state = AlertState::told;
            }
        }
    }
    std::vector<Stage> told() const {
        std::vector<Stage> all;
        for (const Alert& row : rows) {
            if (row.state != AlertState::withdrawn) {
                all.push_back(static_cast<Stage>(row.stage.value()));
            }
        }
        return all;
    }
    std::vector<Alert> rows;
    std::vector<truck::Ownership> owners;

private:
    std::vector<cases::CaseEntry> entries_;
    customers::AlertRules rules_;
    std::int64_t last_id_ = 0;
};

using Stages = std::vector<Stage>;

}  // namespace

TEST_CASE("a customer is told of each step of a case that concerns him, once", "[case_alerts]") {
    Breakdown it;
    it.say("e0", 0min, make::call(), 0min);
    CHECK(it.rows.empty());
    it.reach("e1", 10min, Stage::answered);
    it.tell(20min);
    it.say("e2", 30min, cases::Note{"n"}, 30min);
    it.reach("e3", 60min, Stage::in_workshop);
    it.tell(70min);
    it.reach("e4", 80min, Stage::diagnosed);
    it.reach("e5", 90min, Stage::waiting_for_parts);
    it.reach("e6", 120min, Stage::released);
    CHECK(it.told() == Stages{Stage::answered, Stage::in_workshop, Stage::released});
    CHECK(it.rows.back().matter == "B1");
    CHECK(it.rows.back().happened == monday + 120min);
    CHECK(it.rows.back().not_before == monday + 121min);
}

TEST_CASE("what is entered and taken back within a minute is told to nobody", "[case_alerts]") {
    Breakdown it;
    it.say("e0", 0min, make::call(), 0min);
    it.reach("e1", 10min, Stage::in_workshop);
    it.say("e2", 10min, cases::Withdrawn{make::entry_id("e1")}, 10min + 30s);
    CHECK(it.told().empty());
    it.reach("e3", 11min, Stage::answered);
    CHECK(it.told() == Stages{Stage::answered});
    CHECK(it.rows.size() == 1);
}

TEST_CASE("a step that was an error is told again as it is, if it was told", "[case_alerts]") {
    Breakdown it;
    it.say("e0", 0min, make::call(), 0min);
    it.reach("e1", 10min, Stage::answered);
    it.tell(20min);
    it.reach("e2", 30min, Stage::released);
    it.tell(40min);
    it.say("e3", 50min, cases::Withdrawn{make::entry_id("e2")}, 50min);
    CHECK(it.told() == Stages{Stage::answered, Stage::released, Stage::answered});
}

TEST_CASE("of steps that are entered all at once, the last is told", "[case_alerts]") {
    Breakdown it;
    it.say("e0", 0min, make::call(), 300min);
    it.say("e1", 10min, cases::Reached{Stage::answered}, 300min);
    it.say("e3", 200min, cases::Reached{Stage::released}, 300min);
    it.say("e2", 60min, cases::Reached{Stage::in_workshop}, 300min);
    CHECK(it.told() == Stages{Stage::released});
}

TEST_CASE("a step is told to whose the truck was then", "[case_alerts]") {
    Breakdown it;
    const auto owner = CustomerId::from("C1").value();
    it.owners = {{make::truck_id(), owner, monday},
                 {make::truck_id(), CustomerId::from("C2").value(), monday + 20min}};
    it.say("e0", 0min, make::call(), 0min);
    it.say("e1", 10min, cases::Reached{Stage::answered}, 60min);
    CHECK(it.rows.back().customer == owner);
}

TEST_CASE("what is told of the fault is left alone", "[case_alerts]") {
    Breakdown it;
    it.rows.push_back({.id = 7, .matter = "B1", .not_before = monday + 999min});
    it.say("e0", 0min, make::call(), 0min);
    it.reach("e1", 10min, Stage::answered);
    REQUIRE(it.rows.size() == 2);
    CHECK(it.rows.front().state == AlertState::waiting);
    CHECK(it.rows.back().n == 2);
}
