#include "common/wire/answer_cbor.hpp"

#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/schema.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace roadworthy::wire {
namespace {

constexpr unsigned version_key = 0, kind_key = 1;
constexpr std::size_t committed_kind = 0, refused_kind = 1;

void describe(auto& fields, Like<Committed> auto& committed) {
    fields.number(2, committed.stream.value, most_bits);
    fields.number(3, committed.through, most_number);
    fields.time(4, committed.backend_time);
    fields.number_or(5, committed.request, 1);
}

void describe(auto& fields, Like<Refused> auto& refused) {
    fields.number(2, refused.reason, 1);
    fields.number(3, refused.stream, 1);
    fields.number(4, refused.payload_mark, most_bits);
}

Answer read_answer(FieldReader& fields) {
    std::size_t kind = committed_kind;
    fields.number(kind_key, kind, refused_kind);
    Answer answer;
    if (kind == refused_kind) {
        answer.emplace<refused_kind>();
    }
    std::visit([&](auto& content) { describe(fields, content); }, answer);
    return answer;
}

}  // namespace

std::uint64_t mark_of(BytesView payload) {
    return fnv1a64({reinterpret_cast<const char*>(payload.data()), payload.size()});
}

Bytes encode_answer(const Answer& answer) {
    cbor::Writer writer;
    FieldWriter fields(writer);
    fields.number(version_key, answer_version, most_bits);
    fields.number(kind_key, answer.index(), refused_kind);
    std::visit([&](const auto& content) { describe(fields, content); }, answer);
    fields.close();
    return writer.take();
}

Result<Answer> decode_answer(BytesView bytes) {
    cbor::Reader reader(bytes, {.most_depth = most_depth, .most_string_bytes = most_string_bytes});
    FieldReader fields(reader);
    std::uint64_t its_version = 0;
    fields.number(version_key, its_version, most_bits);
    // An older backend's answers are read for ever: a newer unit waits for its upgrade by them.
    if (!reader.failed() && (its_version == 0 || its_version > answer_version)) {
        return fail("expected version " + std::to_string(answer_version) + ", got " +
                    std::to_string(its_version));
    }
    Answer answer = read_answer(fields);
    fields.close();
    reader.expect_end();
    if (reader.failed()) {
        return fail(reader.error());
    }
    return answer;
}

}  // namespace roadworthy::wire
