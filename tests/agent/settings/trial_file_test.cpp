#include "agent/settings/trial_file.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

#include "agent/settings/trial.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/temp_folder.hpp"

namespace roadworthy::agent {
namespace {

TrialMemory memory() {
    return {.highest = 7,
            .state = ConfigState::on_trial,
            .reason = "because",
            .in_force = KeptConfig{.version = 3, .message = wire::Bytes(300, std::byte{3})},
            .on_trial = KeptConfig{.version = 7, .message = wire::Bytes(40, std::byte{7})},
            .starts = 2};
}

}  // namespace

TEST_CASE("the state of a trial reads back as it was written", "[trial_file]") {
    const support::TempFolder folder;
    const TrialFile file(folder / "state");
    const auto kept = GENERATE_COPY(TrialMemory(), memory());
    CHECK(file.store(kept).empty());
    const LoadedTrial loaded = file.load();
    CHECK(loaded.problem.empty());
    CHECK(loaded.memory == kept);
}

TEST_CASE("the largest state fits into the file's limit", "[trial_file]") {
    TrialMemory large = memory();
    large.reason.assign(wire::most_string_bytes, 'x');
    large.in_force->message.resize(wire::most_config_message_bytes);
    large.on_trial->message.resize(wire::most_config_message_bytes);
    const wire::Bytes bytes = encode_trial(large);
    CHECK(bytes.size() <= most_trial_file_bytes);
    CHECK(decode_trial(bytes) == large);
}

TEST_CASE("a unit without a file begins with its own configuration", "[trial_file]") {
    const support::TempFolder folder;
    const LoadedTrial loaded = TrialFile(folder / "none").load();
    CHECK(loaded.problem.empty());
    CHECK(loaded.memory == TrialMemory());
}

TEST_CASE("no changed bit and no missing byte of the file goes unseen", "[trial_file]") {
    const wire::Bytes whole = encode_trial(memory());
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        wire::Bytes flipped = whole;
        flipped[bit / 8] ^= std::byte{1} << (bit % 8);
        REQUIRE_FALSE(decode_trial(flipped));
    }
    for (std::size_t size = 0; size < whole.size(); ++size) {
        REQUIRE_FALSE(decode_trial(wire::BytesView(whole).first(size)));
    }
}

TEST_CASE("a broken file is set aside and told, and a new one can be written", "[trial_file]") {
    const support::TempFolder folder;
    const auto content = GENERATE(std::string(), std::string("{}"), std::string(100'000, 'x'));
    std::ofstream(folder / "state") << content;
    const TrialFile file(folder / "state");
    const LoadedTrial loaded = file.load();
    CHECK_FALSE(loaded.problem.empty());
    CHECK(loaded.memory == TrialMemory());
    CHECK(std::filesystem::exists(folder / "state.corrupt"));
    CHECK(file.store(memory()).empty());
    CHECK(file.load().memory == memory());
}

TEST_CASE("what could not be made durable is told, and the old state stays", "[trial_file]") {
    const support::TempFolder folder;
    const TrialFile file(folder / "state");
    CHECK(file.store(memory()).empty());
    // Something that cannot be written over, whoever runs this.
    std::filesystem::create_directory(folder / "state.part");
    CHECK_FALSE(file.store({}).empty());
    CHECK(file.load().memory == memory());
    CHECK_FALSE(TrialFile(folder / "no/such/folder").store({}).empty());
}

}  // namespace roadworthy::agent
