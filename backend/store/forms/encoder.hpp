#pragma once
// Writes values in their stored form (stored_form.hpp).

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/wire/cbor.hpp"

namespace roadworthy::store {

class Encoder {
public:
    explicit Encoder(cbor::Writer& writer) : writer_(writer) {}

    template <class... Fields>
    void operator()(const Fields&... each) {
        writer_.array(sizeof...(Fields));
        (put(each), ...);
    }

    template <class T>
    void put(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            writer_.boolean(value);
        } else if constexpr (std::is_enum_v<T> || std::unsigned_integral<T>) {
            writer_.unsigned_integer(static_cast<std::uint64_t>(value));
        } else if constexpr (std::signed_integral<T>) {
            writer_.integer(value);
        } else if constexpr (std::is_same_v<T, double>) {
            writer_.bits(value);
        } else {
            fields(value, *this);
        }
    }
    void put(const std::string& value) { writer_.bytes(std::as_bytes(std::span(value))); }
    void put(const TruckId& value) { put(value.text()); }
    template <class Kind>
    void put(const Key<Kind>& value) {
        put(value.text());
    }
    template <class Rep, class Period>
    void put(std::chrono::duration<Rep, Period> value) {
        put(value.count());
    }
    template <class Clock, class Duration>
    void put(std::chrono::time_point<Clock, Duration> value) {
        put(value.time_since_epoch());
    }
    template <class T>
    void put(const std::optional<T>& value) {
        if (value) {
            put(*value);
        } else {
            writer_.null();
        }
    }
    template <class T>
    void put(const std::vector<T>& values) {
        put_all(values);
    }
    template <class T, std::size_t size>
    void put(const std::array<T, size>& values) {
        put_all(values);
    }
    template <class T>
    void put(const std::set<T>& values) {
        put_all(values);
    }
    // The alternative's index, which is stored: new ones go to the end.
    template <class... Alternatives>
    void put(const std::variant<Alternatives...>& value) {
        writer_.array(2).unsigned_integer(value.index());
        std::visit([this](const auto& held) { put(held); }, value);
    }
    template <class K, class T>
    void put(const std::map<K, T>& values) {
        writer_.map(values.size());
        for (const auto& [key, value] : values) {
            put(key);
            put(value);
        }
    }

private:
    template <class Range>
    void put_all(const Range& values) {
        writer_.array(values.size());
        for (const auto& value : values) {
            put(value);
        }
    }
    cbor::Writer& writer_;
};

}  // namespace roadworthy::store
