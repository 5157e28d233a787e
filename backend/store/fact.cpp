#include "backend/store/fact.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backend/due/day_tick.hpp"
#include "backend/due/plans.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/journal_rows.hpp"
#include "backend/store/known_facts.hpp"
#include "backend/truck/registry.hpp"
#include "backend/truck/truck_state.hpp"
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
    struct Truck {
        std::optional<TruckId> operator()(const truck::Customer&) const { return {}; }
        std::optional<TruckId> operator()(const due::Plan&) const { return {}; }
        std::optional<TruckId> operator()(const due::DayTick&) const { return {}; }
        std::optional<TruckId> operator()(const truck::TruckRecord& fact) const { return fact.id; }
        std::optional<TruckId> operator()(const truck::Ownership& fact) const { return fact.truck; }
        std::optional<TruckId> operator()(const due::Completion& fact) const { return fact.truck; }
        std::optional<TruckId> operator()(const truck::ManualReading& fact) const {
            return fact.truck;
        }
        std::optional<TruckId> operator()(const truck::MeterLevel& fact) const {
            return fact.truck;
        }
    };
    return std::visit(Truck{}, fact);
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
