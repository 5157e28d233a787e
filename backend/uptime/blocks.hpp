#pragma once
// Stretches of time that are a function of a set of moments: those that lie near each other are one
// block, in whatever order they are heard of.
//
// Kept in memory are the blocks that end within a week of the last one's end; the older ones stand
// in the store alone, and are asked for where something so late touches them.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

namespace roadworthy::uptime {

constexpr Duration blocks_kept = std::chrono::days{7};

// Under what a piece of evidence is stored.
struct EvidenceKey {
    Source source = Source::none;
    std::string ref;
    Time from;
    friend auto operator<=>(const EvidenceKey&, const EvidenceKey&) = default;
};
inline EvidenceKey key_of(const Evidence& one) {
    return {one.source, one.ref, one.from};
}

// Rows to be written. First goes what was told before under the names in `anew`.
struct EvidenceChanges {
    std::set<std::pair<Source, std::string>> anew;
    std::map<EvidenceKey, std::optional<Evidence>> rows;  // nothing: the row goes
    friend bool operator==(const EvidenceChanges&, const EvidenceChanges&) = default;

    bool empty() const { return anew.empty() && rows.empty(); }
    void put(Evidence one);
    void begin_anew(Source source, const std::string& ref);
    void add(EvidenceChanges&& later);
};

// Those that end at or after `from` and begin at or before `to`, as they stand in the store.
using PastBlocks = std::function<std::vector<Period>(Source source, Period around)>;
// Of a truck of which nothing older than a week comes.
inline const PastBlocks no_past_blocks = [](Source, Period) { return std::vector<Period>{}; };

struct BlockRule {
    Source source = Source::ready;
    Duration gap{0};   // between two of one block, at most
    Duration tail{0};  // by which a block's row is longer than the block
    enum class Cut : std::uint8_t { never, at_midnight } cut = Cut::never;
};

// By their beginnings.
using Blocks = std::vector<Period>;

// `past` is asked where the period touches what is not kept in memory.
void add(Blocks& blocks, Period period, const BlockRule& rule, const PastBlocks& past,
         EvidenceChanges& changes);

}  // namespace roadworthy::uptime
