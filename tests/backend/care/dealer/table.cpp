// care_dealer [CUSTOMERS TRUCKS DAYS SEED]: a dealer through two years, against the truth; a table of
// what each rule owed and what became of it. Ends with 1 where something is not as it should be.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "tests/backend/care/dealer/dealer.hpp"

using namespace roadworthy;

namespace {

struct Line {
    int owed = 0;
    int missing = 0;
    int not_owed = 0;
    int ended = 0;
    int needless = 0;
    int open = 0;
    int late = 0;       // called, or open, after its last day
    int escalated = 0;  // at the end
};

std::map<std::string, Line> table_of(const dealer::World& world, const dealer::Outcome& outcome) {
    std::map<std::string, Line> table;
    const auto truth = dealer::truth_of(world);
    const auto made = dealer::made_of(outcome);
    for (const dealer::Owed& one : truth) {
        ++table[one.step].owed;
        table[one.step].missing += made.contains(one) ? 0 : 1;
    }
    for (const dealer::Owed& one : made) {
        table[one.step].not_owed += truth.contains(one) ? 0 : 1;
    }
    for (const auto& [truck, tasks] : outcome.tasks) {
        for (const care::Task& task : tasks) {
            Line& line = table[task.step];
            line.ended += task.state == care::TaskState::ended ? 1 : 0;
            line.needless += task.state == care::TaskState::needless ? 1 : 0;
            line.open += task.state == care::TaskState::open ? 1 : 0;
            line.late += !task.outcomes.empty() && task.outcomes.front().on > task.until ? 1 : 0;
            line.escalated +=
                task.state == care::TaskState::open &&
                        care::standing(task, care::built_in_timetable().persistence, world.last)
                            .is_escalated
                    ? 1
                    : 0;
        }
    }
    return table;
}

int number(int count, char** words, int which, int usual) {
    return count > which ? std::atoi(words[which]) : usual;
}

}  // namespace

int main(int count, char** words) {
    const dealer::Size size{.customers = number(count, words, 1, 300),
                            .trucks = number(count, words, 2, 3000),
                            .days = number(count, words, 3, 730),
                            .seed = static_cast<std::uint64_t>(number(count, words, 4, 1))};
    const dealer::World world = dealer::make_world(size);
    const dealer::Outcome outcome = dealer::live(world, size.seed);
    std::printf("%-20s %8s %8s %8s %8s %8s %8s %8s %9s\n", "rule", "owed", "missing", "not owed",
                "ended", "needless", "open", "late", "escalated");
    int wrong = 0;
    for (const auto& [step, line] : table_of(world, outcome)) {
        std::printf("%-20s %8d %8d %8d %8d %8d %8d %8d %9d\n", step.c_str(), line.owed,
                    line.missing, line.not_owed, line.ended, line.needless, line.open, line.late,
                    line.escalated);
        wrong += line.missing + line.not_owed;
    }
    std::size_t contacts = 0;
    for (const auto& [customer, all] : outcome.contacts) {
        contacts += all.size();
    }
    const auto& timetable = care::built_in_timetable();
    const int over = dealer::over_cap(outcome, timetable.cap);
    const int fallen = dealer::fallen_through(outcome, timetable, world.last);
    std::printf("customers %zu, trucks %zu, contacts %zu, over the cap %d, fallen through %d\n",
                world.customers.size(), world.trucks.size(), contacts, over, fallen);
    return wrong + over + fallen == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
