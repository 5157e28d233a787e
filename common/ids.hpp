#pragma once
// Ids are types: made from text at the edge, never mixed with std::string inside.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "common/result.hpp"

namespace roadworthy {

// A truck's id: the certificate's CN and MQTT client id, [A-Z0-9]{8,32}. It stays when the unit,
// the owner or the plate changes.
class TruckId {
public:
    static Result<TruckId> from(std::string_view text);
    const std::string& text() const { return text_; }
    friend auto operator<=>(const TruckId&, const TruckId&) = default;

private:
    explicit TruckId(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// The operator's own key of something: 1 to 64 bytes of UTF-8 without control characters.
Result<std::string> checked_key(std::string_view text);

template <class Kind>
class Key {
public:
    static Result<Key> from(std::string_view text) {
        return checked_key(text).map([](std::string good) { return Key(std::move(good)); });
    }
    const std::string& text() const { return text_; }
    friend auto operator<=>(const Key&, const Key&) = default;

private:
    explicit Key(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

using CustomerId = Key<struct CustomerKind>;
using DealerId = Key<struct DealerKind>;  // the dealer or workshop organisation
using PlanId = Key<struct PlanKind>;

// Made at random with the outbox file; sequence numbers count within it.
struct StreamId {
    std::uint64_t value = 0;
    std::string text() const;  // 16 hexadecimal digits
    static Result<StreamId> from(std::string_view text);
    friend auto operator<=>(StreamId, StreamId) = default;
};

// One boot of a unit: monotonic times compare within it alone.
struct BootId {
    std::uint64_t value = 0;
    friend auto operator<=>(BootId, BootId) = default;
};

// FNV-1a, 64 bit: buckets and payload marks. Not for secrets.
constexpr std::uint64_t fnv1a64(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x100000001b3U;
    }
    return hash;
}

}  // namespace roadworthy

template <>
struct std::hash<roadworthy::TruckId> {
    std::size_t operator()(const roadworthy::TruckId& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};
