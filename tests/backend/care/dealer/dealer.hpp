#pragma once
// A dealer's customers and their trucks over two years: what happens to them, whom the timetable says
// to call, and an advisor who calls, or does not. Beside it the truth: which task each rule owes for
// each thing that happened, counted out from the lives alone.

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "backend/customers/care/contacts.hpp"
#include "backend/customers/care/occasions.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/due/history.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::dealer {

struct Size {
    int customers = 300;
    int trucks = 3000;
    int days = 730;
    std::uint64_t seed = 1;
};

struct Done {
    std::string item;
    Day at;
    Day entered;
};
struct Told {  // a repair, or a complaint and when it was answered in its case
    std::string which;
    Day at;
    std::optional<Day> over;
};
struct Owned {
    CustomerId customer;
    Day from;
};

struct Life {
    TruckId id;
    Day delivered;
    Day entered;  // since when we know of the truck
    std::optional<Day> agreement_until;
    std::optional<Day> warranty_until;
    std::vector<Owned> owners;  // in order
    std::vector<Done> done;     // in the order of `at`
    std::vector<Told> repairs;
    std::vector<Told> complaints;
    std::optional<Day> campaign;
};

struct World {
    Day first;
    Day last;
    std::map<CustomerId, truck::Tier> customers;
    std::vector<Life> trucks;
};
World make_world(const Size& size);

// One task that is owed, or was made: of its truck and customer.
struct Owed {
    std::string truck;
    std::string customer;
    std::string step;
    std::string which;
    Day day;
    Day made;
    friend auto operator<=>(const Owed&, const Owed&) = default;
};
std::set<Owed> truth_of(const World& world);

// What became of it.
struct Outcome {
    std::map<TruckId, std::vector<care::Task>> tasks;
    struct Contact {
        Day day;
        bool is_complaint = false;  // then the cap is none
    };
    std::map<CustomerId, std::vector<Contact>> contacts;
    std::map<TruckId, std::vector<std::optional<Day>>> planned;  // beside each task
};
Outcome live(const World& world, std::uint64_t seed);

std::set<Owed> made_of(const Outcome& outcome);

// By counting: the contacts that the cap did not allow, and were no complaints.
int over_cap(const Outcome& outcome, const care::Cap& cap);
// The tasks that have neither ended, with an outcome or a reason, nor are planned or escalated.
int fallen_through(const Outcome& outcome, const care::Timetable& timetable, Day today);

}  // namespace roadworthy::dealer
