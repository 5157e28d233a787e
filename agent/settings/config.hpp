#pragma once
// The agent's configuration: one JSON file with // comments, checked as a whole before anything
// starts. A key that is not known is refused: a misspelt one must not pass for its default.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/truck/scene/settings.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"

namespace roadworthy::agent {

struct Broker {
    std::string url;  // tcp://HOST:PORT or ssl://HOST:PORT
    std::string user;
    std::string password;
    std::string ca_file;  // for ssl
    std::string certificate_file;
    std::string key_file;
    // Longer than the interval between messages: a ping costs 200 bytes. A dead link is noticed
    // sooner, by a message that is not acknowledged.
    std::chrono::seconds keep_alive{1500};
    // A connection that is lost was lost by ten thousand units: each takes its own moment.
    std::chrono::seconds reconnect_within{60};
    friend bool operator==(const Broker&, const Broker&) = default;
};

struct Storage {
    std::filesystem::path path;
    std::int64_t quota_mib = 64;
    std::chrono::days keep_committed{7};
    std::int64_t flash_mib_per_day = 20;  // beyond it meters gather for an hour
    friend bool operator==(const Storage&, const Storage&) = default;
};

struct Reporting {
    std::chrono::seconds meters_interval{60};
    std::int64_t meters_distance_m = 5000;
    std::chrono::seconds meters_repeat{900};   // of readings that have not changed
    std::chrono::seconds store_interval{480};  // meters in memory until then; events not at all
    std::uint64_t send_reports = 20;           // meters go together, so many
    std::chrono::seconds send_interval{1200};  // or after so long
    std::chrono::seconds health_interval{14400};
    onboard::Snapshotting snapshots = onboard::Snapshotting::on;
    onboard::PositionPrecision position = onboard::PositionPrecision::off;
    friend bool operator==(const Reporting&, const Reporting&) = default;
};

// Of the SIM card: slows meters down, never faults.
struct DataPlanLimit {
    std::uint64_t monthly_mib = 0;  // 0: none
    friend bool operator==(const DataPlanLimit&, const DataPlanLimit&) = default;
};

// Taking part in a bus: an address, and requests for what is not broadcast. The NAME's fields are
// J1939-81's.
struct TakingPart {
    std::string interface;                // one of the buses; on the others the unit listens
    std::uint16_t manufacturer_code = 0;  // SAE's number of the unit's maker
    std::uint32_t identity_number = 0;    // 0: made from the truck's id
    std::uint8_t function = 54;           // communications unit, cellular
    std::uint8_t function_instance = 0;
    std::uint8_t ecu_instance = 0;
    std::uint8_t preferred_address = 74;
    friend bool operator==(const TakingPart&, const TakingPart&) = default;
};

using PublicKey = std::array<std::byte, 32>;  // Ed25519

// Who may change the configuration from afar, and how long a change has to prove itself.
struct RemoteAccess {
    std::vector<PublicKey> public_keys;  // none: nobody
    std::chrono::seconds trial{600};
    std::filesystem::path state_file;  // empty: the outbox's name with .config
    friend bool operator==(const RemoteAccess&, const RemoteAccess&) = default;
};

struct Config {
    std::optional<TruckId> truck;
    Broker broker;
    std::vector<std::string> buses;
    bool listen_only = true;
    TakingPart bus;  // without meaning while it listens only
    Storage outbox;
    std::filesystem::path status_file;  // empty: the outbox's name with .status
    Reporting reports;
    DataPlanLimit data_plan;
    RemoteAccess remote;
    friend bool operator==(const Config&, const Config&) = default;
};

// What a file says, or every fault in it, one a line.
Result<Config> parse_config(std::string_view text);
Result<Config> load_config(const std::filesystem::path& path);

// What `run` needs beyond that, from file and command line together.
Result<Config> complete(Config config);

// `local`, complete, as a text from afar changes it, or every fault in that text. What may be changed
// is named here and nowhere else: what is reported how often, how much data that may cost, and to
// which broker it goes. All else is a fault:
// whether anything is transmitted on a bus, who the truck is, its credentials and keys, where its
// files are, are decided at the unit alone. What the text leaves out is as the local file has it.
Result<Config> changed(const Config& local, std::string_view text);

}  // namespace roadworthy::agent
