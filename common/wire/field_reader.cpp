#include "common/wire/field_reader.hpp"

#include "common/time.hpp"
#include "common/wire/cbor.hpp"
#include "common/wire/schema.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace roadworthy::wire {

std::uint64_t ItemReader::refused(std::uint64_t value, std::uint64_t most) {
    reader_.refuse("expected a number up to " + std::to_string(most) + ", got " +
                   std::to_string(value));
    return 0;
}

void ItemReader::signed_number(std::int64_t& value, std::int64_t most) {
    value = reader_.integer();
    if (value < -most || value > most) {
        reader_.refuse("expected a number from -" + std::to_string(most) + " to " +
                       std::to_string(most) + ", got " + std::to_string(value));
    }
}

void ItemReader::optional_step(std::optional<std::int64_t>& value, std::int64_t& before) {
    value.reset();
    if (reader_.next_type() == cbor::Type::null) {
        reader_.null();
        return;
    }
    std::int64_t sum = 0;
    if (__builtin_add_overflow(before, reader_.integer(), &sum) || !is_step_value(sum)) {
        reader_.refuse("expected a value in its range, got one beyond");
        return;
    }
    value = before = sum;
}

void FieldReader::integer(unsigned key, std::int64_t& value) {
    if (require(key)) {
        value = reader_.integer();
    }
}

void FieldReader::integer_or_zero(unsigned key, std::int64_t& value) {
    value = has(key) ? reader_.integer() : 0;
}

void FieldReader::time(unsigned key, Time& value) {
    std::int64_t milliseconds = 0;
    integer(key, milliseconds);
    if (!is_time_ms(milliseconds)) {
        reader_.refuse(no_time);
    } else {
        value = time_of_milliseconds(milliseconds);
    }
}

void FieldReader::optional_text(unsigned key, std::optional<std::string>& value) {
    value.reset();
    if (has(key)) {
        value = reader_.text();
    }
}

bool FieldReader::has(unsigned key) {
    while (load_key() && key_ < key) {
        pass_over();
    }
    const bool is_next = key_waits_ && key_ == key;
    key_waits_ = key_waits_ && !is_next;
    return is_next;
}

bool FieldReader::require(unsigned key) {
    const bool found = has(key);
    if (!found) {
        reader_.refuse("expected key " + std::to_string(key) + ", got none");
    }
    return found;
}

std::uint64_t FieldReader::close() {
    while (load_key()) {
        pass_over();
    }
    return passed_over_;
}

std::size_t FieldReader::list_size(ListShape shape) {
    const std::size_t items = reader_.array();
    if (items % shape.values != 0 || items / shape.values > shape.most_elements) {
        reader_.refuse("expected a list of at most " + std::to_string(shape.most_elements) +
                       " times " + std::to_string(shape.values) + " values, got " +
                       std::to_string(items));
    }
    return reader_.failed() ? 0 : items / shape.values;
}

void FieldReader::expect_group(std::size_t values) {
    if (const std::size_t items = reader_.array(); items != values) {
        reader_.refuse("expected " + std::to_string(values) + " values, got " +
                       std::to_string(items));
    }
}

bool FieldReader::read_key() {
    --pairs_left_;
    key_ = reader_.unsigned_integer();
    if (key_ < least_key_) {
        reader_.refuse("expected keys that ascend, got " + std::to_string(key_) + " after " +
                       std::to_string(least_key_ - 1));
    }
    least_key_ = key_ + 1;
    key_waits_ = !reader_.failed();
    return key_waits_;
}

void FieldReader::pass_over() {
    reader_.skip();
    ++passed_over_;
    key_waits_ = false;
}

}  // namespace roadworthy::wire
