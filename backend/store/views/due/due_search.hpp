#pragma once
// The next rows of the due list, in its order, of those that a filter wants. The table keeps the
// rows of each day in order; the days are merged here, as far as a page needs them. So a page reads
// about as many rows as it shows and one more for each day, and the value of none.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/store/views/due/due_filter.hpp"

namespace roadworthy::views {

// By rank: the score, the highest first. By day: what is overdue, then by the expected day; what
// has none comes last.
enum class DueOrder : std::uint8_t { rank, day };

struct FoundDue {
    std::int64_t group = 0;  // by day: 0 overdue, 1 all else
    std::int64_t place = 0;  // the points of its score, negative; or its day
    std::string truck;
    std::string item;
    friend std::strong_ordering operator<=>(const FoundDue&, const FoundDue&) = default;
};

class DueSearch {
public:
    // Of what comes after `after`: at most `most` rows.
    DueSearch(DueSelection& selection, Day today, std::size_t most, std::optional<FoundDue> after)
        : selection_(selection), today_(today), most_(most), after_(std::move(after)) {}

    std::vector<FoundDue> by_rank();
    std::vector<FoundDue> by_day();

private:
    class Streams;
    void read_stream(due::Basis basis);
    bool may_have_better(int urgency) const;
    void read_ranked_day(due::RankDay day, std::int64_t rank_day);
    void read_group(std::int64_t group);
    void read_day(std::int64_t group, due::Basis basis, std::int64_t rank_day);
    bool is_full() const { return found_.size() == most_; }
    bool is_needed(const FoundDue& row) const {
        return (!after_ || *after_ < row) && (!is_full() || row < *found_.rbegin());
    }
    void put(FoundDue row);
    std::vector<FoundDue> found() const { return {found_.begin(), found_.end()}; }

    DueSelection& selection_;
    Day today_;
    std::size_t most_;
    std::optional<FoundDue> after_;
    std::set<FoundDue> found_;
};

}  // namespace roadworthy::views
