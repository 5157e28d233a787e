#pragma once
// What the intake counts, under the names that /metrics shows.

#include <string_view>

#include "common/io/metrics.hpp"

namespace roadworthy::ingest {

// Why something came to the dead letters: the word in their row, and in the counter's name.
namespace reason {
inline constexpr std::string_view topic = "topic";            // not ours, or not the truck's bucket
inline constexpr std::string_view size = "size";              // more than a batch may have
inline constexpr std::string_view unreadable = "unreadable";  // the batch as a whole
inline constexpr std::string_view version = "version";        // a newer agent than this backend
inline constexpr std::string_view channel = "channel";        // a stream on the other's channel
inline constexpr std::string_view presence = "presence";      // not as a unit says it
inline constexpr std::string_view report = "report";          // one report among good ones
}  // namespace reason

struct Counters {
    explicit Counters(metrics::Registry& registry);

    void dead_letter(std::string_view reason);

    metrics::Registry& registry;
    metrics::Counter& batches;
    metrics::Counter& reports;
    metrics::Counter& gaps;
    metrics::Counter& duplicates;
    metrics::Counter& resends_asked;
    metrics::Counter& unknown_fields;
    metrics::Counter& dead_letters;
    metrics::Counter& refused_unreadable;
    metrics::Counter& refused_version;
    metrics::Counter& answers;
    metrics::Counter& commits;
};

}  // namespace roadworthy::ingest
