#include "agent/settings/trial_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "agent/settings/trial.hpp"
#include "common/ids.hpp"
#include "common/io/durable_file.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/down/config_cbor.hpp"
#include "common/wire/field_reader.hpp"
#include "common/wire/field_writer.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::agent {
namespace {

constexpr std::uint64_t form = 1;
constexpr std::uint64_t most_starts = 255;
// Of the file: the form, the state as bytes, and its mark, because a flipped bit in flash could
// otherwise make an old version a new one.
constexpr unsigned form_key = 0, content_key = 1, mark_key = 2;
// Of the state: the number before a message is its version.
constexpr unsigned highest_key = 0, state_key = 1, reason_key = 2, starts_key = 3, in_force_key = 4,
                   on_trial_key = 6;
constexpr cbor::Reader::Limits limits{.most_depth = wire::most_depth,
                                      .most_string_bytes = wire::most_string_bytes};

std::uint64_t mark_of(wire::BytesView bytes) {
    return fnv1a64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void write_kept(wire::FieldWriter& fields, unsigned key, const std::optional<KeptConfig>& kept) {
    if (kept) {
        fields.number(key, kept->version, wire::most_number);
        fields.value(key + 1).bytes(kept->message);
    }
}

void read_kept(wire::FieldReader& fields, cbor::Reader& reader, unsigned key,
               std::optional<KeptConfig>& kept) {
    std::optional<std::uint64_t> version;
    fields.optional_number(key, version, wire::most_number);
    if (!version || !fields.require(key + 1)) {
        return;
    }
    const wire::BytesView message = reader.bytes();
    if (message.size() > wire::most_config_message_bytes) {
        reader.refuse("expected a message within its limit, got a larger one");
        return;
    }
    kept = KeptConfig{.version = *version, .message = {message.begin(), message.end()}};
}

wire::Bytes encode_content(const TrialMemory& memory) {
    cbor::Writer writer;
    wire::FieldWriter fields(writer);
    fields.number(highest_key, memory.highest, wire::most_number);
    fields.number(state_key, memory.state, static_cast<std::uint64_t>(ConfigState::refused));
    fields.optional_text(reason_key,
                         memory.reason.empty() ? std::nullopt : std::optional(memory.reason));
    fields.number_or(starts_key, memory.starts, most_starts);
    write_kept(fields, in_force_key, memory.in_force);
    write_kept(fields, on_trial_key, memory.on_trial);
    fields.close();
    return writer.take();
}

Result<TrialMemory> decode_content(wire::BytesView content) {
    cbor::Reader reader(content, limits);
    wire::FieldReader fields(reader);
    TrialMemory memory;
    fields.number(highest_key, memory.highest, wire::most_number);
    fields.number(state_key, memory.state, static_cast<std::uint64_t>(ConfigState::refused));
    std::optional<std::string> reason;
    fields.optional_text(reason_key, reason);
    memory.reason = std::move(reason).value_or("");
    fields.number_or(starts_key, memory.starts, most_starts);
    read_kept(fields, reader, in_force_key, memory.in_force);
    read_kept(fields, reader, on_trial_key, memory.on_trial);
    fields.close();
    reader.expect_end();
    if (reader.failed()) {
        return fail(reader.error());
    }
    return memory;
}

}  // namespace

wire::Bytes encode_trial(const TrialMemory& memory) {
    const wire::Bytes content = encode_content(memory);
    cbor::Writer writer;
    wire::FieldWriter fields(writer);
    fields.number(form_key, form, wire::most_number);
    fields.value(content_key).bytes(content);
    fields.value(mark_key).unsigned_integer(mark_of(content));
    fields.close();
    return writer.take();
}

Result<TrialMemory> decode_trial(wire::BytesView bytes) {
    cbor::Reader reader(bytes, limits);
    wire::FieldReader fields(reader);
    std::uint64_t its_form = 0;
    fields.number(form_key, its_form, wire::most_number);
    const wire::BytesView content =
        fields.require(content_key) ? reader.bytes() : wire::BytesView();
    const std::uint64_t mark = fields.require(mark_key) ? reader.unsigned_integer() : 0;
    fields.close();
    if (reader.failed()) {
        return fail(reader.error());
    }
    if (its_form != form || mark != mark_of(content) || !reader.at_end()) {
        return fail("expected a whole state of form 1, got another");
    }
    return decode_content(content);
}

LoadedTrial TrialFile::load() const {
    LoadedTrial loaded;
    try {
        const auto bytes = io::read_whole(path_, most_trial_file_bytes);
        if (!bytes) {
            return loaded;
        }
        auto memory = decode_trial(*bytes);
        if (memory) {
            loaded.memory = *std::move(memory);
            return loaded;
        }
        loaded.problem = memory.error().message;
    } catch (const std::system_error& failure) {
        loaded.problem = failure.what();
    }
    auto aside = path_;
    aside += ".corrupt";
    std::error_code ignored;  // it is written anew with the next change
    std::filesystem::rename(path_, aside, ignored);
    return loaded;
}

std::string TrialFile::store(const TrialMemory& memory) const {
    try {
        io::write_durably(path_, encode_trial(memory));
        return {};
    } catch (const std::system_error& failure) {
        return failure.what();
    }
}

}  // namespace roadworthy::agent
