#include "common/wire/down/ask_cbor.hpp"

#include "common/result.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/report_body.hpp"
#include "common/wire/schema.hpp"

#include <cstdint>
#include <string>

namespace roadworthy::wire {
namespace {

void describe(auto& fields, Like<Ask> auto& ask) {
    fields.number(1, ask.id, most_bits);
    fields.number(2, ask.wish, static_cast<std::uint64_t>(Wish::position));
}

void describe(auto& fields, Like<Reply> auto& reply) {
    fields.number(1, reply.id, most_bits);
    fields.number(2, reply.wish, static_cast<std::uint64_t>(Wish::position));
    fields.number(3, reply.outcome, std::uint64_t{2});
    fields.optional_group(4, reply.position, position_values,
                          [](auto& item, auto& position) { describe_position(item, position); });
    fields.time(5, reply.time);
    fields.number_or(6, reply.clock, 1);
}

template <class Message>
Bytes encode(const Message& message) {
    cbor::Writer writer;
    FieldWriter fields(writer);
    fields.number(0, ask_form, ask_form);
    describe(fields, message);
    fields.close();
    return writer.take();
}

template <class Message>
Result<Message> decode(BytesView bytes) {
    if (bytes.size() > most_ask_bytes) {
        return fail("expected at most " + std::to_string(most_ask_bytes) + " bytes, got " +
                    std::to_string(bytes.size()));
    }
    cbor::Reader reader(bytes, {.most_depth = most_depth, .most_string_bytes = most_string_bytes});
    FieldReader fields(reader);
    std::uint64_t form = 0;
    fields.number(0, form, most_bits);
    if (!reader.failed() && form != ask_form) {
        return fail("expected form " + std::to_string(ask_form) + ", got " + std::to_string(form));
    }
    Message message;
    describe(fields, message);
    fields.close();
    reader.expect_end();
    if (reader.failed()) {
        return fail(reader.error());
    }
    return message;
}

}  // namespace

Bytes encode_ask(const Ask& ask) {
    return encode(ask);
}

// What is not a wish of ours is no position either: 0 is a number that later units know.
Result<Ask> decode_ask(BytesView bytes) {
    return decode<Ask>(bytes).and_then([](Ask ask) -> Result<Ask> {
        if (ask.wish != Wish::position) {
            return fail("expected a wish for the position, got " +
                        std::to_string(static_cast<unsigned>(ask.wish)));
        }
        return ask;
    });
}

Bytes encode_reply(const Reply& reply) {
    return encode(reply);
}

Result<Reply> decode_reply(BytesView bytes) {
    return decode<Reply>(bytes);
}

}  // namespace roadworthy::wire
