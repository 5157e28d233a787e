#pragma once
// Reads what a description names out of a CBOR map under integer keys (see schema.hpp). Keys that
// the description does not name are of a newer program: passed over and counted.

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
class ItemReader {
public:
    explicit ItemReader(cbor::Reader& reader) : reader_(reader) {}

    template <class Number>
    void number(Number& value, std::uint64_t most) {
        if constexpr (std::is_same_v<Number, std::chrono::seconds>) {
            value = std::chrono::seconds{static_cast<std::int64_t>(bounded(most))};
        } else {
            value = static_cast<Number>(bounded(most));
        }
    }
    void integer(std::int64_t& value) { value = reader_.integer(); }
    void signed_number(std::int64_t& value, std::int64_t most);
    void optional_step(std::optional<std::int64_t>& value, std::int64_t& before);
    void text(std::string& value) { value = reader_.text(); }

private:
    std::uint64_t bounded(std::uint64_t most) {
        const std::uint64_t value = reader_.unsigned_integer();
        return value <= most ? value : refused(value, most);
    }
    std::uint64_t refused(std::uint64_t value, std::uint64_t most);
    cbor::Reader& reader_;
};

class FieldReader {
public:
    explicit FieldReader(cbor::Reader& reader) : reader_(reader), pairs_left_(reader.map()) {}

    template <class Number>
    void number(unsigned key, Number& value, std::uint64_t most) {
        if (require(key)) {
            ItemReader(reader_).number(value, most);
        }
    }
    template <class Number>
    void number_or(unsigned key, Number& value, std::uint64_t most,
                   std::type_identity_t<Number> absent = {}) {
        value = absent;
        if (has(key)) {
            ItemReader(reader_).number(value, most);
        }
    }
    template <class Number>
    void optional_number(unsigned key, std::optional<Number>& value, std::uint64_t most) {
        value.reset();
        if (has(key)) {
            ItemReader(reader_).number(value.emplace(), most);
        }
    }
    void integer(unsigned key, std::int64_t& value);
    void integer_or_zero(unsigned key, std::int64_t& value);
    void time(unsigned key, Time& value);
    void optional_text(unsigned key, std::optional<std::string>& value);

    template <class Element, class Describe>
    void list(unsigned key, std::vector<Element>& elements, ListShape shape,
              const Describe& describe_element) {
        if (require(key)) {
            read_list(elements, shape, describe_element);
        }
    }
    template <class Element, class Describe>
    void list_or_none(unsigned key, std::vector<Element>& elements, ListShape shape,
                      const Describe& describe_element) {
        elements.clear();
        if (has(key)) {
            read_list(elements, shape, describe_element);
        }
    }
    template <class Element, class Describe>
    void optional_list(unsigned key, std::optional<std::vector<Element>>& elements, ListShape shape,
                       const Describe& describe_element) {
        elements.reset();
        if (has(key)) {
            read_list(elements.emplace(), shape, describe_element);
        }
    }
    template <class Group, class Describe>
    void optional_group(unsigned key, std::optional<Group>& group, std::size_t values,
                        const Describe& describe_group) {
        group.reset();
        if (has(key)) {
            expect_group(values);
            ItemReader item(reader_);
            describe_group(item, group.emplace());
        }
    }
    // True where the key comes next, once what stands below it is passed over; its value is then to
    // be read.
    bool has(unsigned key);
    // The same, but its absence is an error.
    bool require(unsigned key);
    // Passes over what is left of the map and says how many pairs of it nobody asked for.
    std::uint64_t close();

private:
    template <class Element, class Describe>
    void read_list(std::vector<Element>& elements, ListShape shape,
                   const Describe& describe_element) {
        elements.resize(list_size(shape));
        ItemReader item(reader_);
        for (Element& element : elements) {
            describe_element(item, element);
        }
    }
    std::size_t list_size(ListShape shape);
    void expect_group(std::size_t values);
    bool load_key() { return key_waits_ || (pairs_left_ > 0 && read_key()); }
    bool read_key();
    void pass_over();

    cbor::Reader& reader_;
    std::size_t pairs_left_;
    std::uint64_t key_ = 0;
    std::uint64_t least_key_ = 0;  // that may come next
    bool key_waits_ = false;       // key_ is read, its value is not
    std::uint64_t passed_over_ = 0;
};

}  // namespace roadworthy::wire
