#pragma once
// What a unit must keep in order besides its bus, so that nobody has to visit it: its certificates,
// its data plan, its idea of the time, and what it says of itself.
//
// The time: the clock where it is synchronised, else the backend's word (an answer carries its
// time), else unknown. The clock floor (tls.hpp) is the greatest of: when the program was built, our
// certificate's beginning, the last time that was known, kept in the ledger.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/session.hpp"
#include "agent/settings/config.hpp"
#include "agent/timeline.hpp"
#include "agent/uplink/credentials.hpp"
#include "agent/uplink/data_plan.hpp"
#include "agent/uplink/ledger.hpp"
#include "agent/uplink/link.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::agent {

struct UplinkStatus {
    std::string connection_problem;
    std::string certificate_problem;
    std::string certificate_subject;
    std::optional<Time> certificate_ends;
    uplink::Usage usage;
    std::uint64_t monthly_bytes = 0;  // 0: no plan
    unsigned meters_slower = 1;
};

class Upkeep {
public:
    static constexpr std::chrono::minutes look_interval{1};
    static constexpr std::chrono::hours save_interval{1};

    // `session` and `link` outlive it; the session has not started yet.
    Upkeep(const Config& config, Session& session, uplink::Link& link);

    // The data plan and the files of another broker, from now on.
    void change(const Config& config, Monotonic now);

    void tick(Monotonic now);  // about each second; works once a minute
    void save(Monotonic now);  // the ledger; at the end, too

    // Of this boot, by the best time that is known.
    Timeline timeline(Monotonic now) const;

    // What has happened, and how the unit is: for status and the health report.
    void append_counters(std::vector<Counter>& all, Monotonic now) const;
    UplinkStatus status() const;

private:
    std::optional<Time> known_time(Monotonic now) const;
    Time best_time(Monotonic now) const;
    void count_traffic(Monotonic now);
    void raise_floor(Monotonic now) const;
    std::uint64_t certificate_days_left(Monotonic now) const;

    Session& session_;
    uplink::Link& link_;
    std::filesystem::path ledger_file_;
    uplink::Ledger ledger_;
    std::uint64_t monthly_bytes_;
    uplink::DataPlan plan_;
    uplink::Credentials credentials_;
    std::uint64_t counted_bytes_ = 0;
    std::uint64_t ledgers_not_saved_ = 0;
    Monotonic began_;
    Monotonic look_due_;
    Monotonic save_due_;
};

// What of `all` a health report tells: what is not zero, at most as much as one may hold.
std::vector<Counter> worth_telling(std::vector<Counter> all);

}  // namespace roadworthy::agent
