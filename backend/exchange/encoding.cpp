#include "backend/exchange/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "common/wire/text.hpp"

namespace roadworthy::exchange {
namespace {

class Converter {
public:
    Converter() : handle_(::iconv_open("UTF-8", "GB18030")) {
        // NOLINTNEXTLINE(performance-no-int-to-ptr): as iconv says that it failed
        if (handle_ == reinterpret_cast<::iconv_t>(-1)) {
            throw std::runtime_error("this machine's iconv does not know GB18030");
        }
    }
    ~Converter() { ::iconv_close(handle_); }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    std::optional<std::string> convert(std::string text) {
        std::string all;
        std::array<char, 4096> room{};
        char* in = text.data();
        std::size_t left = text.size();
        while (left > 0) {
            char* out = room.data();
            std::size_t free = room.size();
            const bool failed =
                ::iconv(handle_, &in, &left, &out, &free) == static_cast<std::size_t>(-1);
            if (failed && errno != E2BIG) {
                return std::nullopt;
            }
            all.append(room.data(), room.size() - free);
        }
        return all;
    }

private:
    ::iconv_t handle_;
};

bool is_ascii(std::string_view line) {
    return std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::optional<std::string> from_gb18030(std::string_view text) {
    return Converter().convert(std::string(text));
}

std::string as_utf8(std::string text) {
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        if (!is_ascii(line)) {
            ++(wire::is_text(line) ? good : bad);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (bad > good) {
        if (auto converted = from_gb18030(text)) {
            return std::move(*converted);
        }
    }
    return text;
}

}  // namespace roadworthy::exchange
