#include "backend/uptime/blocks.hpp"

#include "backend/uptime/intervals.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace roadworthy::uptime {
namespace {

EvidenceKey key_of(const BlockRule& rule, const Period& block) {
    return {.source = rule.source, .ref = {}, .from = block.from};
}

Time last_end(const Blocks& blocks) {
    Time last = Time::min();
    for (const Period& one : blocks) {
        last = std::max(last, one.to);
    }
    return last;
}

// What is in memory, and of the past what the window touches.
Blocks near(const Blocks& blocks, Period window, const BlockRule& rule, const PastBlocks& past) {
    Blocks known = blocks;
    if (!blocks.empty() && window.from < last_end(blocks) - blocks_kept) {
        for (Period one : past(rule.source, window)) {
            one.to -= rule.tail;
            if (std::ranges::find(known, one.from, &Period::from) == known.end()) {
                known.push_back(one);
            }
        }
    }
    return known;
}

void add_whole(Blocks& blocks, Period period, const BlockRule& rule, const PastBlocks& past,
               EvidenceChanges& changes) {
    Period window{period.from - rule.gap, period.to + rule.gap};
    if (rule.cut == BlockRule::Cut::at_midnight) {
        const Period day = period_of(day_of(period.from));
        window = {std::max(window.from, day.from), std::min(window.to, day.to)};
    }
    const auto is_one_with_it = [&](const Period& one) {
        const bool may_be =
            rule.cut == BlockRule::Cut::never || day_of(one.from) == day_of(period.from);
        return may_be && one.to >= window.from && one.from <= window.to;
    };
    Blocks known = near(blocks, window, rule, past);
    Period whole = period;
    std::vector<Period> parts;
    std::ranges::copy_if(known, std::back_inserter(parts), is_one_with_it);
    for (const Period& part : parts) {
        whole = {std::min(whole.from, part.from), std::max(whole.to, part.to)};
    }
    if (parts.size() == 1 && parts.front() == whole) {
        return;
    }
    std::erase_if(known, is_one_with_it);
    for (const Period& part : parts) {
        changes.rows.insert_or_assign(key_of(rule, part), std::nullopt);
    }
    changes.put({.source = rule.source, .ref = {}, .from = whole.from, .to = whole.to + rule.tail});
    known.push_back(whole);
    const Time kept_from = last_end(known) - blocks_kept;
    std::erase_if(known, [&](const Period& one) { return one.to < kept_from; });
    std::ranges::sort(known, {}, &Period::from);
    blocks = std::move(known);
}

}  // namespace

void EvidenceChanges::put(Evidence one) {
    EvidenceKey key = uptime::key_of(one);
    rows.insert_or_assign(std::move(key), std::move(one));
}

void EvidenceChanges::begin_anew(Source source, const std::string& ref) {
    anew.emplace(source, ref);
    std::erase_if(
        rows, [&](const auto& row) { return row.first.source == source && row.first.ref == ref; });
}

void EvidenceChanges::add(EvidenceChanges&& later) {
    for (const auto& [source, ref] : later.anew) {
        begin_anew(source, ref);
    }
    for (auto& [key, row] : later.rows) {
        rows.insert_or_assign(key, std::move(row));
    }
}

void add(Blocks& blocks, Period period, const BlockRule& rule, const PastBlocks& past,
         EvidenceChanges& changes) {
    while (rule.cut == BlockRule::Cut::at_midnight && day_of(period.from) < day_of(period.to)) {
        const Time midnight = day_of(period.from) + std::chrono::days{1};
        add_whole(blocks, {period.from, midnight}, rule, past, changes);
        period.from = midnight;
    }
    if (rule.cut == BlockRule::Cut::never || period.from < period.to) {
        add_whole(blocks, period, rule, past, changes);
    }
}

}  // namespace roadworthy::uptime
