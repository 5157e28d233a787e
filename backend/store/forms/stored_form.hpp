#pragma once
// How our own values are kept in blobs: a struct is an array of its fields in a fixed order, which
// `fields` names once for writing and reading. New fields go to the end: an older blob leaves them
// at their defaults. A blob with more fields than are known is a newer program's and is refused.

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "common/ids.hpp"
#include "common/wire/cbor.hpp"

namespace roadworthy::store {

// For the overloads of `fields`, which take a value that is const or not:
//   void fields(Is<Thing> auto& thing, auto& visit) { visit(thing.one, thing.other); }
template <class T, class Wanted>
concept Is = std::same_as<std::remove_const_t<T>, Wanted>;

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

template <class T>
std::vector<std::byte> to_blob(const T& value) {
    cbor::Writer writer;
    Encoder(writer).put(value);
    return writer.take();
}

template <class T>
Result<T> from_blob(std::span<const std::byte> blob) {
    cbor::Reader reader(blob, {.most_depth = 1, .most_string_bytes = 0});
    T value = blank<T>();
    Decoder(reader).take(value);
    if (!reader.failed() && !reader.at_end()) {
        reader.refuse("more than one value");
    }
    if (reader.failed()) {
        return fail(reader.error());
    }
    return value;
}

}  // namespace roadworthy::store
