#include "backend/ingest/counters.hpp"

#include <string>
#include <string_view>

#include "common/io/metrics.hpp"

namespace roadworthy::ingest {

Counters::Counters(metrics::Registry& all)
    : registry(all),
      batches(all.counter("roadworthy_batches_total", "Batches taken into the journal.")),
      reports(all.counter("roadworthy_reports_total", "Reports taken into the journal.")),
      gaps(all.counter("roadworthy_gap_numbers_total", "Report numbers that will never come.")),
      duplicates(all.counter("roadworthy_duplicates_total", "Batches that were here before.")),
      resends_asked(all.counter("roadworthy_resends_asked_total",
                                "Batches above the watermark, asked for from there on.")),
      unknown_fields(all.counter("roadworthy_unknown_fields_total",
                                 "Fields of newer agents that were left out.")),
      dead_letters(all.counter("roadworthy_dead_letters_total", "What could not be taken.")),
      refused_unreadable(all.counter("roadworthy_refused_unreadable_total",
                                     "Batches refused because they cannot be read.")),
      refused_version(all.counter("roadworthy_refused_version_total",
                                  "Batches refused because their agent is newer.")),
      answers(all.counter("roadworthy_answers_total", "Answers to trucks.")),
      commits(all.counter("roadworthy_intake_commits_total", "Transactions of the intake.")) {
    for (const std::string_view why :
         {reason::topic, reason::size, reason::unreadable, reason::version, reason::channel,
          reason::presence, reason::report}) {
        registry.counter("roadworthy_dead_letters_" + std::string(why) + "_total",
                         "Of all dead letters, for this reason.");
    }
}

void Counters::dead_letter(std::string_view why) {
    dead_letters.add();
    registry
        .counter("roadworthy_dead_letters_" + std::string(why) + "_total",
                 "Of all dead letters, for this reason.")
        .add();
}

}  // namespace roadworthy::ingest
