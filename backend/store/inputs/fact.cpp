#include "backend/store/inputs/fact.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "backend/store/forms/case_form.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/fault_form.hpp"
#include "backend/store/forms/meter_form.hpp"
#include "backend/store/forms/offer_form.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/forms/uptime_form.hpp"
#include "backend/store/forms/words_form.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/wire/cbor.hpp"

namespace roadworthy::store {
namespace {

template <std::size_t index = 0>
Result<Fact> decode_as(std::uint64_t kind, std::span<const std::byte> content) {
    if constexpr (index == std::variant_size_v<Fact>) {
        return fail("a fact of kind " + std::to_string(kind) +
                    ", which this program does not know");
    } else {
        if (kind != index) {
            return decode_as<index + 1>(kind, content);
        }
        return from_blob<std::variant_alternative_t<index, Fact>>(content).map(
            [](auto value) { return Fact(std::move(value)); });
    }
}

}  // namespace

std::optional<TruckId> truck_of(const Fact& fact) {
    return std::visit(
        [](const auto& value) -> std::optional<TruckId> {
            if constexpr (requires { value.truck; }) {
                return value.truck;
            } else if constexpr (std::is_same_v<decltype(value), const truck::TruckRecord&>) {
                return value.id;
            } else {
                return std::nullopt;
            }
        },
        fact);
}

std::vector<std::byte> encode_fact(const Fact& fact) {
    cbor::Writer writer;
    writer.array(2).unsigned_integer(fact.index());
    writer.bytes(std::visit([](const auto& value) { return to_blob(value); }, fact));
    return writer.take();
}

Result<Fact> decode_fact(std::span<const std::byte> bytes) {
    cbor::Reader reader(bytes, {.most_depth = 1, .most_string_bytes = 0});
    if (reader.array() != 2) {
        reader.refuse("a fact is a kind and a content");
    }
    const std::uint64_t kind = reader.unsigned_integer();
    const auto content = reader.bytes();
    if (reader.failed()) {
        return fail(reader.error());
    }
    return decode_as(kind, content);
}

Position append(sql::Connection& connection, std::span<const Fact> facts, Time received) {
    sql::Transaction transaction(connection);
    JournalAppender journal(connection);
    Position last = 0;
    for (const Fact& fact : facts) {
        last = journal.append(received, {.kind = EntryKind::fact, .truck = truck_of(fact)},
                              encode_fact(fact));
        note(connection, fact);
    }
    journal.finish();
    transaction.commit();
    return last;
}

}  // namespace roadworthy::store
