#include "common/wire/down/config_cbor.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::wire {
namespace {

constexpr unsigned form_key = 0, content_key = 1, signature_key = 2;     // of the message
constexpr unsigned truck_key = 0, config_version_key = 1, text_key = 2;  // of its content
constexpr std::string_view label = "roadworthy configuration 1\n";
constexpr cbor::Reader::Limits limits{.most_depth = most_depth,
                                      .most_string_bytes = most_string_bytes};

BytesView bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

// Its bytes under the key, refused where there are more than `most`.
BytesView bytes_under(FieldReader& fields, cbor::Reader& reader, unsigned key, std::size_t most) {
    if (!fields.require(key)) {
        return {};
    }
    const BytesView bytes = reader.bytes();
    if (bytes.size() > most) {
        reader.refuse("expected at most " + std::to_string(most) + " bytes, got " +
                      std::to_string(bytes.size()));
        return {};
    }
    return bytes;
}

void check_form(FieldReader& fields, cbor::Reader& reader) {
    std::uint64_t form = 0;
    fields.number(form_key, form, most_number);
    if (!reader.failed() && form != config_form) {
        reader.refuse("expected form " + std::to_string(config_form) + ", got " +
                      std::to_string(form));
    }
}

}  // namespace

Bytes encode_desired(const DesiredConfig& desired) {
    cbor::Writer writer;
    FieldWriter fields(writer);
    fields.value(truck_key).text(desired.truck.text());
    fields.number(config_version_key, desired.version, most_number);
    fields.value(text_key).bytes(bytes_of(desired.text));
    fields.close();
    return writer.take();
}

Result<DesiredConfig> decode_desired(BytesView content) {
    cbor::Reader reader(content, limits);
    FieldReader fields(reader);
    std::string_view name;
    if (fields.require(truck_key)) {
        name = reader.text();
    }
    std::uint64_t version = 0;
    fields.number(config_version_key, version, most_number);
    const BytesView text = bytes_under(fields, reader, text_key, most_config_bytes);
    fields.close();
    reader.expect_end();
    if (!reader.failed() && version == 0) {
        reader.refuse("expected a version from 1 on, got 0");
    }
    if (reader.failed()) {
        return fail(reader.error());
    }
    return TruckId::from(name).map([&](TruckId truck) {
        return DesiredConfig{
            .truck = std::move(truck),
            .version = version,
            .text = std::string(reinterpret_cast<const char*>(text.data()), text.size())};
    });
}

Bytes signed_bytes(BytesView content) {
    const BytesView first = bytes_of(label);
    Bytes all;
    all.reserve(first.size() + content.size());
    all.assign(first.begin(), first.end());
    all.insert(all.end(), content.begin(), content.end());
    return all;
}

Bytes encode_signed(const SignedConfig& message) {
    cbor::Writer writer;
    FieldWriter fields(writer);
    fields.number(form_key, config_form, most_number);
    fields.value(content_key).bytes(message.content);
    fields.value(signature_key).bytes(message.signature);
    fields.close();
    return writer.take();
}

Result<SignedConfig> decode_signed(BytesView message) {
    if (message.size() > most_config_message_bytes) {
        return fail("expected at most " + std::to_string(most_config_message_bytes) +
                    " bytes, got " + std::to_string(message.size()));
    }
    cbor::Reader reader(message, limits);
    FieldReader fields(reader);
    check_form(fields, reader);
    const BytesView content = bytes_under(fields, reader, content_key, most_config_message_bytes);
    SignedConfig decoded{.content = Bytes(content.begin(), content.end())};
    const BytesView signature =
        bytes_under(fields, reader, signature_key, decoded.signature.size());
    if (!reader.failed() && signature.size() != decoded.signature.size()) {
        reader.refuse("expected a signature of 64 bytes, got " + std::to_string(signature.size()));
    }
    if (reader.failed()) {
        return fail(reader.error());
    }
    std::ranges::copy(signature, decoded.signature.begin());
    if (!std::ranges::equal(encode_signed(decoded), message)) {
        return fail("expected nothing beside form, content and signature, got more");
    }
    return decoded;
}

}  // namespace roadworthy::wire
