#pragma once
// Reads values in their stored form (stored_form.hpp). What is wrong is refused at the reader.

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/wire/cbor.hpp"

namespace roadworthy::store {

// What a value is before it is read. Ids have no empty form, so whatever holds one says here what
// it starts as.
template <class T>
struct Blank {
    static T value() { return T{}; }
};
template <>
struct Blank<TruckId> {
    static TruckId value() { return TruckId::from("AAAAAAAA").value(); }
};
template <class Kind>
struct Blank<Key<Kind>> {
    static Key<Kind> value() { return Key<Kind>::from("?").value(); }
};
template <class T>
T blank() {
    return Blank<T>::value();
}

class Decoder {
public:
    explicit Decoder(cbor::Reader& reader) : reader_(reader) {}

    template <class... Fields>
    void operator()(Fields&... each) {
        const std::size_t written = reader_.array();
        if (written > sizeof...(Fields)) {
            reader_.refuse("more fields than this program knows");
        }
        std::size_t index = 0;
        ((index++ < written ? take(each) : void()), ...);
    }

    // What reads well, and makes no value.
    void refuse(std::string_view why) { reader_.refuse(why); }

    template <class T>
    void take(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            value = reader_.boolean();
        } else if constexpr (std::is_enum_v<T> || std::unsigned_integral<T>) {
            value = static_cast<T>(reader_.unsigned_integer());
        } else if constexpr (std::signed_integral<T>) {
            value = static_cast<T>(reader_.integer());
        } else if constexpr (std::is_same_v<T, double>) {
            value = reader_.bits();
        } else {
            fields(value, *this);
        }
    }
    void take(std::string& value) {
        const auto bytes = reader_.bytes();
        value.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    void take(TruckId& value) { take_id(value); }
    template <class Kind>
    void take(Key<Kind>& value) {
        take_id(value);
    }
    template <class Rep, class Period>
    void take(std::chrono::duration<Rep, Period>& value) {
        Rep count{};
        take(count);
        value = std::chrono::duration<Rep, Period>{count};
    }
    template <class Clock, class Duration>
    void take(std::chrono::time_point<Clock, Duration>& value) {
        Duration since{};
        take(since);
        value = std::chrono::time_point<Clock, Duration>{since};
    }
    template <class T>
    void take(std::optional<T>& value) {
        if (reader_.next_type() == cbor::Type::null) {
            reader_.null();
            value.reset();
        } else {
            value = taken<T>();
        }
    }
    template <class T>
    void take(std::vector<T>& values) {
        values.clear();
        for (std::size_t left = reader_.array(); left > 0 && !reader_.failed(); --left) {
            values.push_back(taken<T>());
        }
    }
    template <class T, std::size_t size>
    void take(std::array<T, size>& values) {
        if (reader_.array() != size) {
            reader_.refuse("an array of another size");
        }
        for (T& value : values) {
            take(value);
        }
    }
    template <class T>
    void take(std::set<T>& values) {
        values.clear();
        for (std::size_t left = reader_.array(); left > 0 && !reader_.failed(); --left) {
            values.insert(taken<T>());
        }
    }
    template <class... Alternatives>
    void take(std::variant<Alternatives...>& value) {
        if (reader_.array() != 2) {
            reader_.refuse("an alternative is its index and its value");
        }
        take_alternative<0>(value, reader_.unsigned_integer());
    }
    template <class K, class T>
    void take(std::map<K, T>& values) {
        values.clear();
        for (std::size_t left = reader_.map(); left > 0 && !reader_.failed(); --left) {
            K key = taken<K>();
            values.insert_or_assign(std::move(key), taken<T>());
        }
    }

private:
    template <class T>
    T taken() {
        T value = blank<T>();
        take(value);
        return value;
    }
    template <std::size_t index, class Variant>
    void take_alternative(Variant& value, std::uint64_t wanted) {
        if constexpr (index == std::variant_size_v<Variant>) {
            reader_.refuse("an alternative that this program does not know");
        } else if (wanted == index) {
            value = taken<std::variant_alternative_t<index, Variant>>();
        } else {
            take_alternative<index + 1>(value, wanted);
        }
    }
    template <class Id>
    void take_id(Id& value) {
        std::string text;
        take(text);
        if (auto id = Id::from(text)) {
            value = std::move(*id);
        } else {
            reader_.refuse(id.error().message);
        }
    }
    cbor::Reader& reader_;
};

}  // namespace roadworthy::store
