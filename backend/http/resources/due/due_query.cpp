#include "backend/http/resources/due/due_query.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "backend/due/due.hpp"
#include "backend/store/views/due/due_filter.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/due/due_search.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

constexpr std::array<std::string_view, 5> states = {"not_due", "soon", "due", "overdue", "unknown"};
constexpr std::array<std::string_view, 5> criteria = {"none", "distance", "engine_time", "calendar",
                                                      "fuel_used"};
constexpr std::array<std::string_view, 3> tiers = {"ordinary", "vip", "prospect"};
constexpr std::array<std::string_view, 2> orders = {"rank", "day"};
constexpr std::array<std::string_view, 2> no_or_yes = {"no", "yes"};

template <class Enum>
Result<Enum> one_of(const auto& words, std::string_view word, std::string_view name) {
    const auto found = std::ranges::find(words, word);
    if (found != words.end()) {
        return static_cast<Enum>(found - words.begin());
    }
    std::string known;
    for (const std::string_view each : words) {
        known.append(known.empty() ? "" : ", ").append(each);
    }
    return fail(std::string(name) + ": expected one of " + known + ", got \"" + std::string(word) +
                '"');
}

Result<std::set<due::DueState>> states_of(std::string_view text) {
    std::set<due::DueState> wanted;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(','));
        const auto state = one_of<due::DueState>(states, word, "state");
        if (!state) {
            return tl::unexpected(state.error());
        }
        wanted.insert(*state);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return wanted;
}

// Reads the parameters one after the other, up to the first that is wrong.
class Reading {
public:
    explicit Reading(const ParameterValue& value) : value_(value) {}

    void text(std::string_view name, std::optional<std::string>& into) { into = value_(name); }

    template <class Target>
    void take(std::string_view name, Target& into, auto read) {
        const auto text = value_(name);
        if (!text || error_) {
            return;
        }
        auto value = read(std::string_view(*text));
        if (value) {
            into = std::move(*value);
        } else {
            error_ = std::move(value.error());
        }
    }
    template <class Enum, class Target>
    void word(std::string_view name, const auto& words, Target& into) {
        take(name, into, [&](std::string_view word) { return one_of<Enum>(words, word, name); });
    }
    const std::optional<Error>& error() const { return error_; }

private:
    const ParameterValue& value_;
    std::optional<Error> error_;
};

}  // namespace

std::string_view name(due::DueState state) {
    return states.at(static_cast<std::size_t>(state));
}

std::string_view name(due::Criterion criterion) {
    return criteria.at(static_cast<std::size_t>(criterion));
}

std::string_view name(truck::Tier tier) {
    return tiers.at(static_cast<std::size_t>(tier));
}

Result<views::DueQuery> due_query(const ParameterValue& value, Day today) {
    views::DueQuery query{.today = today};
    views::DueFilter& filter = query.filter;
    Reading reading(value);
    reading.take("state", filter.states, states_of);
    reading.text("workshop", filter.workshop);
    reading.text("segment", filter.segment);
    reading.text("model", filter.model);
    reading.text("duty", filter.duty);
    reading.text("item", filter.item);
    reading.take("truck", filter.truck, [](std::string_view text) { return TruckId::from(text); });
    reading.word<due::Criterion>("criterion", criteria, filter.criterion);
    reading.word<truck::Tier>("tier", tiers, filter.tier);
    reading.word<bool>("agreement", no_or_yes, filter.has_agreement);
    reading.word<views::DueOrder>("order", orders, query.order);
    if (reading.error()) {
        return tl::unexpected(*reading.error());
    }
    return query;
}

}  // namespace roadworthy::http
