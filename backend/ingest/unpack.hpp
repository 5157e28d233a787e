#pragma once
// What of a batch is new: its reports from a number on. A gap that begins below it is cut.

#include <cstdint>
#include <utility>
#include <variant>

#include "common/wire/report_cbor.hpp"

namespace roadworthy::ingest {

template <class Use>
void for_each_new(wire::Batch& batch, std::uint64_t first, Use use) {
    for (Report& report : batch.reports) {
        if (report.last >= first) {
            report.first = std::max(report.first, first);
            use(std::move(report));
        }
    }
}

struct Tally {
    std::uint64_t reports = 0;  // the unreadable ones too
    std::uint64_t gap_numbers = 0;
};

inline Tally tally(const wire::Batch& batch, std::uint64_t first) {
    Tally tally;
    for (const Report& report : batch.reports) {
        if (report.last >= first && std::holds_alternative<GapReport>(report.body)) {
            tally.gap_numbers += report.last + 1 - std::max(report.first, first);
        }
    }
    tally.reports = batch.last + 1 - first - tally.gap_numbers;
    return tally;
}

}  // namespace roadworthy::ingest
