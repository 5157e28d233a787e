#pragma once
// Recalls: what the maker wants done once to each truck whose VIN it lists.
//
// A VIN may be listed long before anybody enters its truck. What counts is the VIN in the truck's
// record, never what the bus says alone; a contradiction between the two is shown with the row.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/due/plans.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::due {

// What is to be done. The one with the latest `at` holds; of two with the same, the later entered.
struct Recall {
    std::string id;
    Time at;
    std::string name_zh;
    std::string name_en;
    std::optional<Day> due_on;
    int labour_minutes = 0;
    std::vector<std::string> bring;
    std::vector<Part> parts;
    friend bool operator==(const Recall&, const Recall&) = default;
};

enum class Listing : std::uint8_t { listed = 0, withdrawn = 1 };

// From `at` on these VINs are on its list, or are not. The word about a VIN with the latest `at`
// holds; of two with the same, the withdrawal: so the order in which they come is of no matter.
struct RecallList {
    std::string recall;
    Time at;
    Listing listing = Listing::listed;
    std::vector<std::string> vins;  // as checked_vin gives them; at most most_vins
    friend bool operator==(const RecallList&, const RecallList&) = default;
};
constexpr std::size_t most_vins = 1000;  // about 20 kB

// A recall that lists one truck's VIN.
struct OpenRecall {
    std::string recall;
    Day listed;
    std::optional<Day> due_on;
    int labour_minutes = 0;
    friend bool operator==(const OpenRecall&, const OpenRecall&) = default;
};
// All of one truck, in the order of their ids.
struct OpenRecalls {
    std::vector<OpenRecall> all;
    friend bool operator==(const OpenRecalls&, const OpenRecalls&) = default;
};

// Without a date of its own it is due at once, and to be done within a year.
constexpr std::chrono::days undated_recall_takes{365};

// Without the spaces around it, in capitals.
std::string plain_vin(std::string_view text);
// The same, if it is one: 17 digits and capitals without I, O and Q (ISO 3779).
Result<std::string> checked_vin(std::string_view text);

// The key of its item: no plan has such a one.
std::string recall_item(std::string_view recall);
bool is_recall_item(std::string_view item);
// What is to be prepared for it, in the words of a plan.
PlanItem plan_item(const Recall& recall);

}  // namespace roadworthy::due
