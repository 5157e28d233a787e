#pragma once
// Writes what a description names as a CBOR map under integer keys (see schema.hpp).

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "common/time.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/schema.hpp"

namespace roadworthy::wire {

// The values of one list element, in order.
class ItemWriter {
public:
    explicit ItemWriter(cbor::Writer& writer) : writer_(writer) {}

    template <class Number>
    void number(const Number& value, std::uint64_t most) {
        if constexpr (std::is_same_v<Number, std::chrono::seconds>) {
            number(value.count(), most);
        } else {
            assert(static_cast<std::uint64_t>(value) <= most);
            writer_.unsigned_integer(static_cast<std::uint64_t>(value));
        }
    }
    void integer(std::int64_t value) { writer_.integer(value); }
    // From -most to most.
    void signed_number(std::int64_t value, [[maybe_unused]] std::int64_t most) {
        assert(value >= -most && value <= most);
        writer_.integer(value);
    }
    // What may be missing, against the one before that was not: signals change little from second to
    // second.
    void optional_step(const std::optional<std::int64_t>& value, std::int64_t& before) {
        if (!value) {
            writer_.null();
            return;
        }
        assert(is_step_value(*value));
        writer_.integer(*value - before);
        before = *value;
    }
    void text(const std::string& value);  // made sendable by text_of()

private:
    cbor::Writer& writer_;
};

class FieldWriter {
public:
    explicit FieldWriter(cbor::Writer& writer) : writer_(writer), opened_(writer.open_map()) {}
    void close() { writer_.close_map(opened_, pairs_); }

    template <class Number>
    void number(unsigned key, const Number& value, std::uint64_t most) {
        write_key(key);
        ItemWriter(writer_).number(value, most);
    }
    // Left out where it has the value that its absence stands for.
    template <class Number>
    void number_or(unsigned key, const Number& value, std::uint64_t most,
                   std::type_identity_t<Number> absent = {}) {
        if (value != absent) {
            number(key, value, most);
        }
    }
    template <class Number>
    void optional_number(unsigned key, const std::optional<Number>& value, std::uint64_t most) {
        if (value) {
            number(key, *value, most);
        }
    }
    void integer(unsigned key, std::int64_t value);
    void integer_or_zero(unsigned key, std::int64_t value);  // left out at zero
    void time(unsigned key, Time value);                     // in milliseconds, rounded down
    void optional_text(unsigned key, const std::optional<std::string>& value);

    template <class Element, class Describe>
    void list(unsigned key, const std::vector<Element>& elements, ListShape shape,
              const Describe& describe_element) {
        const std::size_t count = std::min(elements.size(), shape.most_elements);
        write_key(key);
        writer_.array(count * shape.values);
        ItemWriter item(writer_);
        for (std::size_t i = 0; i < count; ++i) {
            describe_element(item, elements[i]);
        }
    }
    // Left out where it is empty.
    template <class Element, class Describe>
    void list_or_none(unsigned key, const std::vector<Element>& elements, ListShape shape,
                      const Describe& describe_element) {
        if (!elements.empty()) {
            list(key, elements, shape, describe_element);
        }
    }
    template <class Element, class Describe>
    void optional_list(unsigned key, const std::optional<std::vector<Element>>& elements,
                       ListShape shape, const Describe& describe_element) {
        if (elements) {
            list(key, *elements, shape, describe_element);
        }
    }
    // So many values that are there together, as one array.
    template <class Group, class Describe>
    void optional_group(unsigned key, const std::optional<Group>& group, std::size_t values,
                        const Describe& describe_group) {
        if (group) {
            write_key(key);
            writer_.array(values);
            ItemWriter item(writer_);
            describe_group(item, *group);
        }
    }
    // What stands under the key is written by the caller.
    cbor::Writer& value(unsigned key);

private:
    void write_key(unsigned key);

    cbor::Writer& writer_;
    std::size_t opened_;
    std::size_t pairs_ = 0;
};

}  // namespace roadworthy::wire
