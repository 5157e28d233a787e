#pragma once
// What is due by two books of plans, side by side: by state, by week and home workshop, and what is
// overdue by the second alone. Pure: rows in, sums out.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/due/due.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {

constexpr int weeks_of_load = 12;
constexpr std::size_t most_named = 50;  // of the newly overdue; the others are counted

struct Load {
    std::uint64_t items = 0;
    std::uint64_t labour_minutes = 0;
    std::set<std::string> trucks;  // each once a week, at best: a visit
};

struct DueSums {
    std::array<std::uint64_t, 5> by_state{};           // items, by due::DueState
    std::map<std::pair<Day, std::string>, Load> load;  // by Monday and home workshop
};

// One item of one truck, by one of the books.
struct DueItem {
    due::DueRow row;
    int labour_minutes = 0;
};

struct ItemOfTruck {
    std::string truck;
    std::string workshop;
    std::string item;
    std::optional<DueItem> before;
    std::optional<DueItem> after;
};

struct NewlyOverdue {
    std::string truck;
    std::string item;
    std::optional<Day> expected;
    friend bool operator==(const NewlyOverdue&, const NewlyOverdue&) = default;
};

class Comparison {
public:
    explicit Comparison(Day today) : today_(today) {}

    void add(const ItemOfTruck& both);

    const DueSums& before() const { return before_; }
    const DueSums& after() const { return after_; }
    std::uint64_t newly_overdue() const { return newly_overdue_; }
    const std::vector<NewlyOverdue>& named() const { return named_; }

private:
    // What is overdue is carried in the present week.
    due::DueState count(DueSums& sums, const ItemOfTruck& both, const DueItem& item) const;

    Day today_;
    DueSums before_;
    DueSums after_;
    std::uint64_t newly_overdue_ = 0;
    std::vector<NewlyOverdue> named_;
};

}  // namespace roadworthy::backend
