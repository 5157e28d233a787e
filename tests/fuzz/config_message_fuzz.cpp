// Any bytes as a message on down/config, as the content that its signature covers, and as the state
// that the unit keeps of it: what is read has one form, and nothing passes that nobody signed.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "agent/settings/config.hpp"
#include "agent/settings/signature.hpp"
#include "agent/settings/trial_file.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/schema.hpp"

using namespace roadworthy;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    const wire::Bytes whole(bytes.begin(), bytes.end());
    if (const auto message = wire::decode_signed(bytes);
        message && wire::encode_signed(*message) != whole) {
        std::abort();
    }
    // Of a seed of 32 bytes of one; nobody has signed with it here.
    static const std::array<agent::PublicKey, 1> keys{agent::PublicKey{std::byte{0x8A}}};
    if (agent::verified(bytes, keys)) {
        std::abort();
    }
    if (const auto desired = wire::decode_desired(bytes);
        desired && wire::decode_desired(wire::encode_desired(*desired)) != desired) {
        std::abort();
    }
    if (const auto state = agent::decode_trial(bytes);
        state && agent::decode_trial(agent::encode_trial(*state)) != state) {
        std::abort();
    }
    return 0;
}
