#include "common/wire/down/config_cbor.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/wire/cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/common/wire/hand_made.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::wire {
namespace {

DesiredConfig desired() {
    return {.truck = make::truck_id("TRUCK001"), .version = 300, .text = "{}"};
}

SignedConfig message() {
    SignedConfig signed_config{.content = encode_desired(desired())};
    signed_config.signature.fill(std::byte{0xAB});
    return signed_config;
}

Bytes written_message(std::uint64_t form, std::size_t signature_bytes) {
    return hand_made::written([&](cbor::Writer& writer) {
        writer.map(3).unsigned_integer(0).unsigned_integer(form);
        writer.unsigned_integer(1).bytes(encode_desired(desired()));
        writer.unsigned_integer(2).bytes(Bytes(signature_bytes));
    });
}

Bytes written_content(std::uint64_t version, std::size_t text_bytes) {
    return hand_made::written([&](cbor::Writer& writer) {
        writer.map(3).unsigned_integer(0).text("TRUCK001");
        writer.unsigned_integer(1).unsigned_integer(version);
        writer.unsigned_integer(2).bytes(Bytes(text_bytes, std::byte{' '}));
    });
}

}  // namespace

TEST_CASE("a configuration of form 1 stands in these bytes for ever", "[config_cbor]") {
    const std::string content =
        "a3"
        "0068545255434b303031"
        "0119012c"
        "02427b7d";
    std::string signature;
    for (int byte = 0; byte < 64; ++byte) {
        signature += "ab";
    }
    CHECK(hex::of(encode_desired(desired())) == content);
    CHECK(hex::of(encode_signed(message())) ==
          "a3"
          "0001"
          "0153" +
              content + "025840" + signature);
    CHECK(decode_desired(hex::to_bytes(content)) == desired());
    CHECK(decode_signed(encode_signed(message())) == message());
}

TEST_CASE("what is signed begins with what the signature is for", "[config_cbor]") {
    const Bytes content{std::byte{1}, std::byte{2}};
    CHECK(hex::of(signed_bytes(content)) ==
          "726f6164776f7274687920636f6e66696775726174696f6e20310a0102");
}

TEST_CASE("a configuration reads back as it was", "[config_cbor]") {
    const auto version = GENERATE(std::uint64_t{1}, std::uint64_t{23}, most_number);
    const auto size = GENERATE(std::size_t{0}, std::size_t{300}, most_config_bytes);
    const DesiredConfig whole{.truck = make::truck_id("ABCDEFGH01234567ABCDEFGH01234567"),
                              .version = version,
                              .text = std::string(size, 'x')};
    CHECK(decode_desired(encode_desired(whole)) == whole);
    const SignedConfig signed_config{.content = encode_desired(whole)};
    CHECK(decode_signed(encode_signed(signed_config)) == signed_config);
}

TEST_CASE("a signed message cut at any byte is refused, and so is one with a byte more",
          "[config_cbor]") {
    Bytes whole = encode_signed(message());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_FALSE(decode_signed(BytesView(whole).first(length)));
    }
    whole.push_back(std::byte{0});
    CHECK_FALSE(decode_signed(whole));
}

TEST_CASE("nothing may stand in a signed message beside what is signed", "[config_cbor]") {
    const SignedConfig good = message();
    const Bytes with_more = hand_made::written([&](cbor::Writer& writer) {
        writer.map(4).unsigned_integer(0).unsigned_integer(1);
        writer.unsigned_integer(1).bytes(good.content);
        writer.unsigned_integer(2).bytes(good.signature);
        writer.unsigned_integer(3).unsigned_integer(1);
    });
    CHECK_FALSE(decode_signed(with_more));
}

TEST_CASE("a signed message is refused where its parts are not what they must be",
          "[config_cbor]") {
    const auto [form, signature_bytes] = GENERATE(table<std::uint64_t, std::size_t>({
        {0, 64},
        {2, 64},
        {1, 63},
        {1, 65},
        {1, 0},
    }));
    CHECK_FALSE(decode_signed(written_message(form, signature_bytes)));
    CHECK(decode_signed(written_message(1, 64)));
}

TEST_CASE("a message beyond the limit is refused before it is read", "[config_cbor]") {
    const auto refusal = decode_signed(Bytes(most_config_message_bytes + 1));
    REQUIRE_FALSE(refusal);
    CHECK(refusal.error().message == "expected at most 16896 bytes, got 16897");
}

TEST_CASE("a configuration is refused where its values are out of range", "[config_cbor]") {
    const auto [version, text_bytes] = GENERATE(table<std::uint64_t, std::size_t>({
        {0, 2},
        {most_number + 1, 2},
        {1, most_config_bytes + 1},
    }));
    CHECK_FALSE(decode_desired(written_content(version, text_bytes)));
    CHECK(decode_desired(written_content(1, most_config_bytes)));
}

TEST_CASE("a configuration for what is no truck is refused", "[config_cbor]") {
    const auto truck = GENERATE(std::string_view("truck001"), "SHORT", "TRUCK/001", "");
    const Bytes bad = hand_made::written([&](cbor::Writer& writer) {
        writer.map(3).unsigned_integer(0).text(truck);
        writer.unsigned_integer(1).unsigned_integer(1);
        writer.unsigned_integer(2).bytes(Bytes(2));
    });
    CHECK_FALSE(decode_desired(bad));
}

TEST_CASE("a field of a later backend is passed over in a configuration", "[config_cbor]") {
    const Bytes later = hand_made::written([&](cbor::Writer& writer) {
        writer.map(4).unsigned_integer(0).text("TRUCK001");
        writer.unsigned_integer(1).unsigned_integer(300);
        writer.unsigned_integer(2).bytes(std::as_bytes(std::span(std::string_view("{}"))));
        writer.unsigned_integer(3).array(1).unsigned_integer(1);
    });
    CHECK(decode_desired(later) == desired());
}

}  // namespace roadworthy::wire
