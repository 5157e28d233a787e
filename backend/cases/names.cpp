#include "backend/cases/names.hpp"

#include <array>
#include <span>
#include <string_view>
#include <variant>

#include "backend/cases/entries.hpp"

namespace roadworthy::cases {
namespace {

template <std::size_t count>
using Names = std::array<std::string_view, count>;

constexpr Names<3> kinds = {"fault", "breakdown", "complaint"};
constexpr Names<8> stage_names = {"reported",    "answered",  "rescue_on_the_way",
                                  "in_workshop", "diagnosed", "waiting_for_parts",
                                  "repaired",    "released"};
constexpr Names<6> reasons = {"waiting_for_customer", "parts_ordered_by_customer",
                              "customer_uses_truck",  "waiting_for_parts",
                              "weather_or_road",      "other"};
constexpr Names<4> payer_names = {"customer", "warranty", "agreement", "goodwill"};
constexpr Names<3> useful = {"unknown", "useful", "not_useful"};
constexpr Names<4> states = {"open", "quiet", "closed", "cleared_by_itself"};
constexpr Names<4> clocks = {"running", "paused", "met", "missed"};
constexpr Names<2> clock_names = {"response", "solution"};
constexpr Names<12> odd = {"same_id",        "no_such_entry",     "withdraws_a_withdrawal",
                           "no_such_case",   "not_for_people",    "opened_twice",
                           "joined_already", "nothing_to_resume", "closed_twice",
                           "after_closing",  "before_case",       "out_of_order"};
constexpr Names<std::variant_size_v<Said>> said = {
    "opened",  "reached",  "owned",  "note",   "link",       "next_step", "paused",
    "resumed", "estimate", "answer", "joined", "kept_apart", "withdrawn", "closed"};

}  // namespace

std::span<const std::string_view> case_kinds() {
    return kinds;
}
std::span<const std::string_view> stages() {
    return stage_names;
}
std::span<const std::string_view> pause_reasons() {
    return reasons;
}
std::span<const std::string_view> payers() {
    return payer_names;
}
std::span<const std::string_view> usefulness() {
    return useful;
}
std::span<const std::string_view> case_states() {
    return states;
}
std::span<const std::string_view> clock_states() {
    return clocks;
}
std::span<const std::string_view> clock_kinds() {
    return clock_names;
}
std::span<const std::string_view> oddities() {
    return odd;
}
std::span<const std::string_view> sayings() {
    return said;
}

}  // namespace roadworthy::cases
