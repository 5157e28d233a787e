#include "common/wire/field_writer.hpp"

#include "common/time.hpp"
#include "common/wire/schema.hpp"
#include "common/wire/text.hpp"

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>

namespace roadworthy::wire {

void ItemWriter::text(const std::string& value) {
    writer_.text(text_of(value, most_string_bytes));
}

void FieldWriter::integer(unsigned key, std::int64_t value) {
    write_key(key);
    writer_.integer(value);
}

void FieldWriter::integer_or_zero(unsigned key, std::int64_t value) {
    if (value != 0) {
        integer(key, value);
    }
}

void FieldWriter::time(unsigned key, Time value) {
    assert(is_time_ms(milliseconds_of(value)));
    integer(key, milliseconds_of(value));
}

void FieldWriter::optional_text(unsigned key, const std::optional<std::string>& value) {
    if (value) {
        write_key(key);
        ItemWriter(writer_).text(*value);
    }
}

cbor::Writer& FieldWriter::value(unsigned key) {
    write_key(key);
    return writer_;
}

void FieldWriter::write_key(unsigned key) {
    writer_.unsigned_integer(key);
    ++pairs_;
}

}  // namespace roadworthy::wire
