#include "agent/truck/faults.hpp"

#include "agent/j1939/pace.hpp"
#include "agent/truck/events.hpp"
#include "agent/truck/memory.hpp"
#include "common/fault_code.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace roadworthy::onboard {
namespace {

// Of the same code twice in one DM1 the higher count holds, and any count before none.
bool counts_more(const Dtc& a, const Dtc& b) {
    if (a.occurrences == occurrences_absent || b.occurrences == occurrences_absent) {
        return a.occurrences != occurrences_absent;
    }
    return a.occurrences > b.occurrences;
}

// The flash bits mean something only while their lamp is on: those of the others are set alike, so
// that they make no change.
Lamps visible(Lamps lamps) {
    for (unsigned shift = 0; shift < 8; shift += 2) {
        if (Lamp(lamps.state >> shift & 3) != Lamp::on) {
            lamps.flash = static_cast<std::uint8_t>(lamps.flash | 3U << shift);
        }
    }
    return lamps;
}

}  // namespace

Faults::Word Faults::note(Evidence& evidence, Monotonic time) {
    if (evidence.messages == 0 || time - evidence.last > most_gap) {
        evidence = {.first = time, .last = time, .messages = 1};
        return Word::first;
    }
    if (time - evidence.last < least_spacing) {
        return Word::copy;
    }
    evidence.last = time;
    ++evidence.messages;
    return Word::next;
}

void Faults::hear(const Dm1& dm1, const Surroundings& surroundings, Events& events) {
    if (dm1.source_address >= addresses) {
        return;
    }
    Address& address = addresses_[dm1.source_address];
    const Word word = note(address.evidence, dm1.time);
    address.evidence.holds_codes = !dm1.dtcs.empty();
    ++address.message;
    for (const Dtc& dtc : dm1.dtcs) {
        take(address, dtc, dm1.lamps);
    }
    for (Code& code : address.codes) {
        const auto event = code.heard_in == address.message
                               ? news_of_held(code, address.pace, dm1.time)
                               : news_of_missing(code, word, dm1.time);
        if (event) {
            ++transitions_;
            events.add(dm1.time, report_of(*event, dm1.source_address, code, surroundings));
        }
    }
    std::erase_if(address.codes, [](const Code& code) { return code.has_cleared; });
}

// Its place among the address' codes, made if need be; null where there is no room.
Faults::Code* Faults::place_for(Address& address, const Dtc& dtc) {
    const auto key = [](const Dtc& of) { return std::tie(of.spn, of.fmi); };
    const auto place = std::ranges::lower_bound(address.codes, key(dtc), {},
                                                [&](const Code& code) { return key(code.dtc); });
    if (place != address.codes.end() && key(place->dtc) == key(dtc)) {
        return &*place;
    }
    if (address.codes.size() == most_codes) {
        ++codes_refused_;
        address.has_refused = true;
        return nullptr;
    }
    return &*address.codes.insert(place, Code{.dtc = dtc});
}

void Faults::take(Address& address, const Dtc& dtc, Lamps lamps) {
    Code* const code = place_for(address, dtc);
    if (code == nullptr) {
        return;
    }
    if (code->heard_in != address.message || counts_more(dtc, code->dtc)) {
        code->dtc = dtc;
    }
    code->lamps = lamps;
    code->heard_in = address.message;
}

void Faults::remember(std::span<const RememberedFault> faults) {
    for (const RememberedFault& fault : faults) {
        if (fault.source_address >= addresses) {
            continue;
        }
        if (Code* const code = place_for(addresses_[fault.source_address], fault.dtc)) {
            code->lamps = fault.lamps;
            code->told = told_of(*code);
        }
    }
}

std::vector<RememberedFault> Faults::memory() const {
    std::vector<RememberedFault> faults;
    for (std::size_t address = 0; address < addresses_.size(); ++address) {
        for (const Code& code : addresses_[address].codes) {
            if (code.told) {
                faults.push_back({.source_address = static_cast<std::uint8_t>(address),
                                  .dtc = code.dtc,
                                  .lamps = code.lamps});
            }
        }
    }
    return faults;
}

Faults::Told Faults::told_of(const Code& code) {
    return {.occurrences = code.dtc.occurrences,
            .conversion_method = code.dtc.conversion_method,
            .lamps = visible(code.lamps)};
}

std::optional<FaultEvent> Faults::news_of_held(Code& code, j1939::Pace& own, Monotonic time) {
    if (code.absence.messages > 0) {
        code.absence = {};
        ++flaps_;
    }
    const Told now = told_of(code);
    const bool is_new = !code.told;
    if (!is_new && (*code.told == now || time - code.told_at < settings_.between_changes)) {
        return std::nullopt;
    }
    if (!own.allows(time) && !pace_.allows(time)) {
        return std::nullopt;
    }
    code.told = now;
    code.told_at = time;
    return is_new ? FaultEvent::appeared : FaultEvent::changed;
}

std::optional<FaultEvent> Faults::news_of_missing(Code& code, Word word, Monotonic time) {
    if (word == Word::copy) {
        return std::nullopt;
    }
    Absence& absence = code.absence;
    if (word == Word::first || absence.messages == 0) {
        absence = {.messages = 0, .since = time};
    }
    ++absence.messages;
    code.has_cleared = absence.messages >= least_messages && time - absence.since >= settings_.hold;
    if (!code.has_cleared) {
        return std::nullopt;
    }
    if (!code.told) {
        ++codes_untold_;
        return std::nullopt;
    }
    return FaultEvent::cleared;
}

FaultReport Faults::report_of(FaultEvent event, std::uint8_t source_address, const Code& code,
                              const Surroundings& surroundings) {
    return {.event = event,
            .key = {.source_address = source_address, .spn = code.dtc.spn, .fmi = code.dtc.fmi},
            .occurrences = code.dtc.occurrences,
            .conversion_method = code.dtc.conversion_method,
            .lamps = code.lamps,
            .odometer_m = surroundings.odometer_m,
            .speed_mm_per_s = surroundings.speed_mm_per_s,
            .position = surroundings.position};
}

const Faults::Evidence& Faults::evidence(std::uint8_t source_address) const {
    return addresses_.at(source_address).evidence;
}

bool Faults::is_settled(std::uint8_t source_address) const {
    const Evidence& heard = evidence(source_address);
    return heard.messages >= least_messages && heard.last - heard.first >= settings_.hold;
}

std::optional<std::vector<Dtc>> Faults::active(std::uint8_t source_address) const {
    const Address& address = addresses_.at(source_address);
    if (address.has_refused) {
        return std::nullopt;
    }
    std::vector<Dtc> dtcs;
    dtcs.reserve(address.codes.size());
    std::ranges::transform(address.codes, std::back_inserter(dtcs), &Code::dtc);
    return dtcs;
}

}  // namespace roadworthy::onboard
