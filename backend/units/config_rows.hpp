#pragma once
// The configuration that each unit is to have, beside what the unit says it has. Only signed
// messages stand here: who can write to this database still cannot tell a unit anything.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::units {

// Takes the place of the truck's message before it. Refuses what is no signed configuration, and
// a version that is not above the one that is there: the unit would not take it. (Whether the unit
// trusts the key is known to the unit alone.)
Result<TruckId> publish_config(sql::Connection& connection, wire::BytesView message, Time now);

struct OutstandingConfig {
    TruckId truck;
    std::uint64_t version = 0;
    friend bool operator==(const OutstandingConfig&, const OutstandingConfig&) = default;
};

// Of which the unit has not said that it knows them.
std::vector<OutstandingConfig> outstanding_configs(sql::Connection& connection);
// The newest one's message.
std::optional<wire::Bytes> config_message(sql::Connection& connection, const TruckId& truck);

// One truck: desired by the operator, and as the unit last reported.
struct ConfigView {
    TruckId truck;
    std::optional<std::uint64_t> desired;
    std::optional<Time> entered;
    std::optional<std::uint64_t> in_force;  // 0: the unit's own file alone
    std::optional<std::uint64_t> known;     // the newest that the unit has taken in hand
    std::string state;                      // of that one, in the unit's word
    std::string reason;
    friend bool operator==(const ConfigView&, const ConfigView&) = default;
};

// Every truck of which either is known, in the order of their names.
std::vector<ConfigView> config_views(sql::Connection& connection);

}  // namespace roadworthy::units
