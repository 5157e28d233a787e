#include "agent/settings/remote_config.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "agent/settings/config.hpp"
#include "agent/settings/signature.hpp"
#include "agent/settings/trial.hpp"
#include "common/time.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/make.hpp"
#include "tests/support/signer.hpp"
#include "tests/support/temp_folder.hpp"

namespace roadworthy::agent {
namespace {

using std::chrono::seconds;
using support::Signer;

constexpr auto every_minute = R"({"reports": {"meters_interval_s": 60}})";
constexpr auto every_ten = R"({"reports": {"meters_interval_s": 600}})";

Monotonic at(int second) {
    return Monotonic{seconds{second}};
}

// A unit whose own file says five minutes.
class Unit {
public:
    Unit() : folder_(support::memory_or_temp()) {
        config_.truck = make::truck_id();
        config_.broker.url = "ssl://old.example:8883";
        config_.broker.ca_file = "ca.pem";
        config_.broker.password = "secret";
        config_.outbox.path = folder_ / "outbox.db";
        config_.reports.meters_interval = seconds{300};
        config_.remote.public_keys = {operator_.public_key()};
        config_.remote.trial = seconds{600};
        config_ = complete(config_).value();
        start(0);
    }

    void start(int second) { remote_.emplace(config_, at(second)); }
    RemoteConfig& remote() { return *remote_; }
    Config& file() { return config_; }  // as a fitter edits it, for the next start
    const Signer& its_operator() const { return operator_; }
    std::filesystem::path state_file() const { return config_.remote.state_file; }

    bool take(std::uint64_t version, std::string_view text, int second = 0) {
        return remote_->take(operator_.sign(version, text), at(second));
    }
    seconds interval() const { return remote_->present().reports.meters_interval; }
    RemoteConfigStatus status() const { return remote_->status(); }

    // A disk that takes no state.
    void block_disk() { std::filesystem::create_directory(part()); }
    void free_disk() { std::filesystem::remove(part()); }

private:
    std::filesystem::path part() const { return state_file().string() + ".part"; }

    support::TempFolder folder_;
    Signer operator_;
    Config config_;
    std::optional<RemoteConfig> remote_;
};

}  // namespace

TEST_CASE("what an operator signed is tried at once, and stays once it was answered",
          "[remote_config]") {
    Unit unit;
    CHECK(unit.interval() == seconds{300});
    CHECK(unit.take(4, every_ten));
    CHECK(unit.interval() == seconds{600});
    CHECK(unit.status() == RemoteConfigStatus{.desired = 4, .state = ConfigState::on_trial});
    CHECK(unit.remote().answered());
    CHECK(unit.status() ==
          RemoteConfigStatus{.in_force = 4, .desired = 4, .state = ConfigState::in_force});
    CHECK_FALSE(unit.remote().tick(at(100'000)));
    unit.start(5);
    CHECK(unit.interval() == seconds{600});
    CHECK(unit.status().in_force == 4);
    CHECK_FALSE(unit.remote().answered());
}

TEST_CASE("what is left out is as the unit's own file has it, not as the version before had it",
          "[remote_config]") {
    Unit unit;
    unit.take(1, every_ten);
    unit.remote().answered();
    unit.take(2, R"({"broker": {"keep_alive_s": 300}})");
    CHECK(unit.interval() == seconds{300});
    CHECK(unit.remote().present().broker.keep_alive == seconds{300});
    CHECK(unit.remote().present().broker.password == "secret");
}

TEST_CASE("without an answer within the trial the one before returns, and is never left again",
          "[remote_config]") {
    Unit unit;
    unit.take(1, every_minute);
    unit.remote().answered();
    unit.take(2, every_ten, 1000);
    CHECK_FALSE(unit.remote().tick(at(1599)));
    CHECK(unit.interval() == seconds{600});
    CHECK(unit.remote().tick(at(1600)));
    CHECK(unit.interval() == seconds{60});
    CHECK(unit.status() == RemoteConfigStatus{.in_force = 1,
                                              .desired = 2,
                                              .state = ConfigState::rolled_back,
                                              .reason = "no answer of the backend within 600 s"});
    const auto restarts = GENERATE(false, true);
    if (restarts) {
        unit.start(0);
    }
    CHECK_FALSE(unit.take(2, every_ten));
    CHECK(unit.interval() == seconds{60});
    CHECK(unit.status().state == ConfigState::rolled_back);
    CHECK(unit.take(3, every_ten));
    CHECK(unit.interval() == seconds{600});
}

TEST_CASE("a new broker is tried like all else, and never one without encryption in place of one",
          "[remote_config]") {
    Unit unit;
    CHECK(unit.take(1, R"({"broker": {"url": "ssl://new.example:8883"}})"));
    CHECK(unit.remote().present().broker.url == "ssl://new.example:8883");
    unit.take(2, R"({"broker": {"url": "tcp://new.example:1883"}})");
    CHECK(unit.remote().present().broker.url == "ssl://old.example:8883");
    CHECK(unit.status().state == ConfigState::refused);
    CHECK(unit.status().reason ==
          "broker.url: expected ssl://HOST:PORT as before, got \"tcp://new.example:1883\"");
}

TEST_CASE("what is decided at the unit alone cannot be changed from afar", "[remote_config]") {
    const auto [text, fault] = GENERATE(table<std::string, std::string>({
        {R"({"listen_only": false})", "listen_only"},
        {R"({"listen_only": true})", "listen_only"},
        {R"({"truck": "TRUCK002"})", "truck"},
        {R"({"buses": ["can1"]})", "buses"},
        {R"({"outbox": {"path": "/tmp/o"}})", "outbox"},
        {R"({"status_file": "/etc/passwd"})", "status_file"},
        {R"({"remote": {"public_keys": []}})", "remote"},
        {R"({"broker": {"user": "u"}})", "broker.user"},
        {R"({"broker": {"password": "p"}})", "broker.password"},
        {R"({"broker": {"ca_file": "c"}})", "broker.ca_file"},
        {R"({"broker": {"certificate_file": "c"}})", "broker.certificate_file"},
        {R"({"broker": {"key_file": "k"}})", "broker.key_file"},
    }));
    INFO(text);
    Unit unit;
    const Config before = unit.remote().present();
    CHECK(unit.take(1, text));
    CHECK(unit.remote().present() == before);
    CHECK(unit.status() ==
          RemoteConfigStatus{.desired = 1,
                             .state = ConfigState::refused,
                             .reason = fault + ": not a key that can be changed from afar"});
}

TEST_CASE("all faults of a configuration are told at once, and nothing of it is taken",
          "[remote_config]") {
    Unit unit;
    unit.take(1, R"({"reports": {"meters_interval_s": 60, "send_reports": 0, "x": 1}, "y": 2})");
    CHECK(unit.interval() == seconds{300});
    CHECK(unit.status().reason ==
          "reports.send_reports: expected an integer from 1 to 512, got 0\n"
          "reports.x: not a key that can be changed from afar\n"
          "y: not a key that can be changed from afar");
    CHECK_FALSE(unit.take(
        1, R"({"reports": {"meters_interval_s": 60, "send_reports": 0, "x": 1}, "y": 2})"));
    unit.take(2, "[");
    CHECK(unit.status().state == ConfigState::refused);
    unit.take(3, "{}");
    CHECK(unit.status().state == ConfigState::on_trial);
}

// RENEW_GOLDEN=1 writes the file if it is missing; one that is there stays: operators hold such.
TEST_CASE("a message once signed is read for ever", "[remote_config][golden]") {
    const Signer signer;
    const std::filesystem::path file =
        std::filesystem::path(SOURCE_DIR) / "tests/golden/config/v1.hex";
    if (std::getenv("RENEW_GOLDEN") != nullptr && !std::filesystem::exists(file)) {
        std::ofstream(file) << hex::of(signer.sign(7, every_ten)) << '\n';
    }
    std::ifstream in(file);
    const std::string digits(std::istreambuf_iterator<char>(in), {});
    const std::array<PublicKey, 1> keys{signer.public_key()};
    CHECK(verified(hex::to_bytes(digits), keys) ==
          wire::DesiredConfig{.truck = make::truck_id(), .version = 7, .text = every_ten});
}

TEST_CASE("a message changed in any bit does nothing", "[remote_config][attack]") {
    Unit unit;
    unit.take(1, every_minute);
    unit.remote().answered();
    const RemoteConfigStatus before = unit.status();
    const Config config = unit.remote().present();
    const wire::Bytes good = unit.its_operator().sign(2, every_ten);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        wire::Bytes forged = good;
        forged[bit / 8] ^= std::byte{1} << (bit % 8);
        INFO(bit);
        REQUIRE_FALSE(unit.remote().take(forged, at(1)));
    }
    CHECK(unit.status() == before);
    CHECK(unit.remote().present() == config);
    CHECK(unit.remote().counters().configs_forged == good.size() * 8);
    CHECK(unit.remote().take(good, at(1)));
}

TEST_CASE("a signature fits no other truck, version or text", "[remote_config][attack]") {
    Unit unit;
    const Signer& signer = unit.its_operator();
    const auto good = wire::decode_signed(signer.sign(2, every_ten, "TRUCK002")).value();
    const auto [truck, version, text] = GENERATE(table<std::string, std::uint64_t, std::string>({
        {"TRUCK001", 2, every_ten},
        {"TRUCK001", 3, every_ten},
        {"TRUCK001", 2, every_minute},
        {"TRUCK002", 3, every_ten},
        {"TRUCK002", 2, every_minute},
    }));
    const wire::SignedConfig swapped{
        .content = wire::encode_desired(
            {.truck = make::truck_id(truck), .version = version, .text = text}),
        .signature = good.signature};
    CHECK_FALSE(unit.remote().take(wire::encode_signed(swapped), at(1)));
    CHECK(unit.remote().counters().configs_forged == 1);
    CHECK(unit.status() == RemoteConfigStatus());
}

TEST_CASE("what was signed for another truck does nothing", "[remote_config][attack]") {
    Unit unit;
    CHECK_FALSE(unit.remote().take(unit.its_operator().sign(9, every_ten, "TRUCK002"), at(1)));
    CHECK(unit.remote().counters().configs_misdirected == 1);
    CHECK(unit.status() == RemoteConfigStatus());
}

TEST_CASE("a signature by another key, or for another purpose, does nothing",
          "[remote_config][attack]") {
    Unit unit;
    CHECK_FALSE(unit.remote().take(Signer(2).sign(1, every_ten), at(1)));
    const wire::Bytes content =
        wire::encode_desired({.truck = make::truck_id(), .version = 1, .text = every_ten});
    CHECK_FALSE(unit.remote().take(unit.its_operator().sign_other(content, content), at(1)));
    CHECK(unit.remote().counters().configs_forged == 2);
    CHECK(unit.status() == RemoteConfigStatus());
}

TEST_CASE("an older signed version does nothing, whatever became of the newer ones",
          "[remote_config][attack]") {
    Unit unit;
    unit.take(5, every_minute);
    unit.remote().answered();
    const auto fate = GENERATE(std::string("in force"), "on trial", "rolled back", "refused");
    unit.take(7, fate == "refused" ? "[]" : every_ten);
    if (fate == "in force") {
        unit.remote().answered();
    } else if (fate == "rolled back") {
        unit.remote().tick(at(1000));
    }
    const bool restarts = GENERATE(false, true);
    if (restarts) {
        unit.start(0);
    }
    const RemoteConfigStatus before = unit.status();
    const Config config = unit.remote().present();
    for (std::uint64_t version = 1; version < 7; ++version) {
        CHECK_FALSE(unit.take(version, R"({"reports": {"meters_interval_s": 1}})"));
    }
    CHECK(unit.status() == before);
    CHECK(unit.remote().present() == config);
    CHECK(unit.remote().counters().configs_outdated == 6);
}

TEST_CASE("without a key nothing is taken, and no file is touched", "[remote_config]") {
    Unit unit;
    unit.file().remote.public_keys.clear();
    unit.start(0);
    CHECK_FALSE(unit.remote().is_enabled());
    CHECK_FALSE(unit.take(1, every_ten));
    CHECK_FALSE(std::filesystem::exists(unit.state_file()));
}

TEST_CASE("each key of the unit's file may sign; what a removed one has signed ends with it",
          "[remote_config]") {
    Unit unit;
    const Signer second(2);
    unit.file().remote.public_keys.push_back(second.public_key());
    unit.start(0);
    CHECK(unit.remote().take(second.sign(1, every_ten), at(0)));
    unit.remote().answered();
    unit.file().remote.public_keys.pop_back();
    unit.start(0);
    CHECK(unit.interval() == seconds{300});
    CHECK(unit.status().in_force == 0);
    CHECK(unit.status().problem.starts_with("version 1 cannot be used: expected a signature"));
    CHECK_FALSE(unit.take(1, every_ten));
}

TEST_CASE("a version that cannot be noted is not tried", "[remote_config]") {
    Unit unit;
    unit.block_disk();
    unit.take(1, every_ten);
    CHECK(unit.interval() == seconds{300});
    CHECK_FALSE(unit.remote().is_on_trial());
    CHECK_FALSE(unit.status().problem.empty());
    unit.free_disk();
    unit.take(1, every_ten);
    CHECK(unit.interval() == seconds{600});
    CHECK(unit.status().problem.empty());
}

TEST_CASE("going back does not wait for the disk, and is not undone by a restart",
          "[remote_config]") {
    Unit unit;
    unit.take(1, every_ten);
    unit.block_disk();
    CHECK(unit.remote().tick(at(600)));
    CHECK(unit.interval() == seconds{300});
    unit.start(0);
    CHECK(unit.interval() == seconds{300});
    CHECK(unit.status().state == ConfigState::rolled_back);
}

TEST_CASE("an answer that could not be noted holds, and is noted when the disk can",
          "[remote_config]") {
    Unit unit;
    unit.take(1, every_ten);
    unit.block_disk();
    unit.remote().answered();
    CHECK(unit.status().state == ConfigState::on_trial);
    CHECK_FALSE(unit.remote().tick(at(10'000)));
    CHECK(unit.interval() == seconds{600});
    unit.free_disk();
    CHECK(unit.remote().tick(at(10'001)));
    CHECK(unit.status().state == ConfigState::in_force);
    unit.start(0);
    CHECK(unit.status().in_force == 1);
}

TEST_CASE("power cuts at any instant never leave a configuration that was not answered",
          "[remote_config]") {
    const auto seed = GENERATE(take(100, random(0, 1'000'000)));
    INFO(seed);
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    Unit unit;
    std::uint64_t published = 0;  // odd versions never get an answer
    std::uint64_t best = 0;
    std::map<std::uint64_t, int> starts;
    int now = 0;
    const auto interval_of = [](std::uint64_t version) {
        return seconds{version == 0 ? 300 : 1000 + static_cast<int>(version)};
    };
    for (int step = 0; step < 60; ++step) {
        now += static_cast<int>(random() % 300);
        const auto dice = random() % 6;
        if (dice == 0) {
            ++published;
            best = std::max(best, published);
        }
        if (dice <= 1 && published > 0) {
            unit.take(
                published,
                R"({"reports": {"meters_interval_s": )" + std::to_string(1000 + published) + "}}",
                now);
        } else if (dice == 2) {
            unit.start(now);
            starts[unit.status().desired] += unit.remote().is_on_trial() ? 1 : 0;
        } else if (dice == 3 && unit.status().desired % 2 == 0) {
            unit.remote().answered();
        } else {
            unit.remote().tick(at(now));
        }
        REQUIRE(unit.status().in_force % 2 == 0);
        REQUIRE(unit.interval() == interval_of(unit.remote().is_on_trial()
                                                   ? unit.status().desired
                                                   : unit.status().in_force));
    }
    for (const auto& [version, count] : starts) {
        CHECK(count < 5);
    }
    unit.remote().tick(at(now + 600));
    CHECK_FALSE(unit.remote().is_on_trial());
}

}  // namespace roadworthy::agent
