#include "backend/store/forms/stored_texts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/wire/cbor.hpp"

namespace roadworthy::store {
namespace {

// In stored values every text is a byte string (encoder.hpp).
class Copy {
public:
    Copy(std::span<const std::byte> stored, const TextChange& change)
        : reader_(stored, {.most_depth = 1, .most_string_bytes = 0}), change_(change) {}

    std::optional<std::vector<std::byte>> whole() {
        value(0);
        if (reader_.failed() || !reader_.at_end()) {
            throw std::runtime_error("a stored value that cannot be read: " + reader_.error());
        }
        return has_changed_ ? std::optional(writer_.take()) : std::nullopt;
    }

private:
    static constexpr int deepest = 64;  // our own structs nest far less

    void value(int depth) {
        if (depth > deepest) {
            reader_.refuse("nests too deep");
        }
        switch (reader_.next_type()) {
            case cbor::Type::unsigned_integer:
                writer_.unsigned_integer(reader_.unsigned_integer());
                return;
            case cbor::Type::negative_integer:
                writer_.integer(reader_.integer());
                return;
            case cbor::Type::bytes:
                bytes();
                return;
            case cbor::Type::array:
                array(depth);
                return;
            case cbor::Type::map:
                map(depth);
                return;
            case cbor::Type::boolean:
                writer_.boolean(reader_.boolean());
                return;
            case cbor::Type::null:
                reader_.null();
                writer_.null();
                return;
            default:
                reader_.refuse("not what a stored value is made of");
        }
    }

    void bytes() {
        const auto found = reader_.bytes();
        const std::string_view text(reinterpret_cast<const char*>(found.data()), found.size());
        if (const auto changed = change_(text)) {
            has_changed_ = true;
            writer_.bytes(std::as_bytes(std::span(*changed)));
        } else {
            writer_.bytes(found);
        }
    }

    void array(int depth) {
        const std::size_t count = reader_.array();
        writer_.array(count);
        for (std::size_t i = 0; i < count && !reader_.failed(); ++i) {
            value(depth + 1);
        }
    }

    void map(int depth) {
        const std::size_t count = reader_.map();
        writer_.map(count);
        for (std::size_t i = 0; i < 2 * count && !reader_.failed(); ++i) {
            value(depth + 1);
        }
    }

    cbor::Reader reader_;
    cbor::Writer writer_;
    const TextChange& change_;
    bool has_changed_ = false;
};

}  // namespace

std::optional<std::vector<std::byte>> with_texts(std::span<const std::byte> stored,
                                                 const TextChange& change) {
    return Copy(stored, change).whole();
}

}  // namespace roadworthy::store
