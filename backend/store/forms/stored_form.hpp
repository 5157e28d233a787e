#pragma once
// How our own values are kept in blobs: a struct is an array of its fields in a fixed order, which
// `fields` names once for writing and reading. New fields go to the end: an older blob leaves them
// at their defaults. A blob with more fields than are known is a newer program's and is refused.

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "backend/store/forms/decoder.hpp"
#include "backend/store/forms/encoder.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"

namespace roadworthy::store {

// For the overloads of `fields`, which take a value that is const or not:
//   void fields(Is<Thing> auto& thing, auto& visit) { visit(thing.one, thing.other); }
template <class T, class Wanted>
concept Is = std::same_as<std::remove_const_t<T>, Wanted>;

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
