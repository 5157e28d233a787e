#pragma once
// Who the truck and its ECUs say they are.

#include "agent/truck/events.hpp"
#include "agent/truck/faults.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roadworthy::onboard {

// Goals: one report when the VIN or an ECU's ids become known, another when they change: with what
//   they were before, so that a unit in another truck and a replaced ECU are noticed.
// Assumptions: ids come whole (the transport's work), in a bunch after key on, and repeatedly.
// Invariants: what is as it was told is not told again, not by a restart either. Each distinct VIN
//   is reported once a boot, so a contradiction shows and two ECUs that contradict each other for
//   ever do not flood. Not more than one report each between_reports.
class Identity {
public:
    static constexpr std::chrono::seconds gathering_time{5};
    static constexpr std::chrono::seconds between_reports{60};
    static constexpr std::size_t most_vins = 4;
    static constexpr std::size_t most_text = 200;  // bytes of one id; the rest is cut
    static constexpr std::size_t most_ecus = 32;   // in one report

    // Before anything is heard.
    void remember(const std::optional<std::string>& vin, const std::vector<EcuIdentity>& ecus);
    std::optional<std::string> told_vin() const;
    std::vector<EcuIdentity> told_ecus() const;
    std::uint64_t reports() const { return reports_; }  // each changes what is to be remembered

    void hear_vin(std::string_view vin, Monotonic time);
    void hear_component(std::uint8_t source_address, std::string_view text, Monotonic time);
    void hear_software(std::uint8_t source_address, std::string_view text, Monotonic time);
    void tick(Monotonic now, Events& events);
    void finish(Events& events);

    std::uint64_t vins_refused() const { return vins_refused_; }  // not whole, or one too many

private:
    struct Ids {
        std::string component;
        std::string software;
        bool is_news = false;
        std::optional<EcuIdentity> told;
    };

    void hear_text(std::string Ids::* field, std::uint8_t source_address, std::string_view text,
                   Monotonic time);
    void note_news(Monotonic time);
    void report(Events& events);
    static void tell(std::uint8_t source_address, Ids& ids, IdentityReport& body);

    std::vector<std::string> vins_;  // in the order heard
    std::size_t vins_told_ = 0;      // so many of the first
    std::array<Ids, Faults::addresses> ecus_;
    std::optional<Monotonic> news_since_;
    Monotonic latest_news_;
    std::optional<Monotonic> reported_;
    std::uint64_t reports_ = 0;
    std::uint64_t vins_refused_ = 0;
};

}  // namespace roadworthy::onboard
