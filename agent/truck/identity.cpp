#include "agent/truck/identity.hpp"

#include "agent/truck/events.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roadworthy::onboard {
namespace {

constexpr std::size_t vin_length = 17;

bool is_whole_vin(std::string_view text) {
    return text.size() == vin_length && std::ranges::all_of(text, [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z');
           });
}

// ECUs send binary junk in their texts; what goes on the wire must be text.
std::string printable(std::string_view text) {
    std::string clean(text.substr(0, Identity::most_text));
    std::ranges::replace_if(clean, [](char letter) { return letter < ' ' || letter > '~'; }, '?');
    return clean;
}

}  // namespace

void Identity::remember(const std::optional<std::string>& vin,
                        const std::vector<EcuIdentity>& ecus) {
    if (vin) {
        vins_ = {*vin};
        vins_told_ = 1;
    }
    for (const EcuIdentity& ecu : ecus) {
        if (ecu.source_address < ecus_.size()) {
            ecus_[ecu.source_address] = {
                .component = ecu.component, .software = ecu.software, .told = ecu};
        }
    }
}

std::optional<std::string> Identity::told_vin() const {
    return vins_told_ == 0 ? std::nullopt : std::optional{vins_[vins_told_ - 1]};
}

std::vector<EcuIdentity> Identity::told_ecus() const {
    std::vector<EcuIdentity> told;
    for (const Ids& ids : ecus_) {
        if (ids.told) {
            told.push_back(*ids.told);
        }
    }
    return told;
}

void Identity::hear_vin(std::string_view vin, Monotonic time) {
    if (std::ranges::find(vins_, vin) != vins_.end()) {
        return;
    }
    if (!is_whole_vin(vin) || vins_.size() == most_vins) {
        ++vins_refused_;
        return;
    }
    vins_.emplace_back(vin);
    note_news(time);
}

void Identity::hear_component(std::uint8_t source_address, std::string_view text, Monotonic time) {
    hear_text(&Ids::component, source_address, text, time);
}

void Identity::hear_software(std::uint8_t source_address, std::string_view text, Monotonic time) {
    hear_text(&Ids::software, source_address, text, time);
}

void Identity::hear_text(std::string Ids::* field, std::uint8_t source_address,
                         std::string_view text, Monotonic time) {
    if (source_address >= ecus_.size()) {
        return;
    }
    Ids& ids = ecus_[source_address];
    std::string heard = printable(text);
    if (ids.*field != heard) {
        ids.*field = std::move(heard);
        ids.is_news = true;
        note_news(time);
    }
}

void Identity::note_news(Monotonic time) {
    news_since_ = news_since_.value_or(time);
    latest_news_ = time;
}

void Identity::tick(Monotonic now, Events& events) {
    const bool is_gathered = news_since_ && now - *news_since_ >= gathering_time;
    if (is_gathered && (!reported_ || now - *reported_ >= between_reports)) {
        report(events);
        reported_ = now;
    }
}

void Identity::finish(Events& events) {
    while (news_since_) {
        report(events);
    }
}

// With what was told before, where that was not nothing.
void Identity::tell(std::uint8_t source_address, Ids& ids, IdentityReport& body) {
    const EcuIdentity now{
        .source_address = source_address, .component = ids.component, .software = ids.software};
    if (ids.told) {
        const auto has_changed = [](const std::string& before, const std::string& after) {
            return !before.empty() && before != after;
        };
        if (has_changed(ids.told->component, now.component) ||
            has_changed(ids.told->software, now.software)) {
            body.ecus_before.push_back(*ids.told);
        }
    }
    body.ecus.push_back(now);
    ids.told = now;
    ids.is_news = false;
}

void Identity::report(Events& events) {
    IdentityReport body;
    if (vins_told_ < vins_.size()) {
        body.vin_before = told_vin();
        body.vin = vins_[vins_told_++];
    }
    bool is_more = vins_told_ < vins_.size();
    for (std::size_t address = 0; address < ecus_.size(); ++address) {
        Ids& ids = ecus_[address];
        if (ids.is_news && body.ecus.size() < most_ecus) {
            tell(static_cast<std::uint8_t>(address), ids, body);
        }
        is_more = is_more || ids.is_news;
    }
    ++reports_;
    events.add(latest_news_, std::move(body));
    if (!is_more) {
        news_since_.reset();
    }
}

}  // namespace roadworthy::onboard
