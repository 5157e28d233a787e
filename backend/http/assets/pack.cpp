#include "backend/http/assets/pack.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::http {
namespace {

constexpr std::string_view first_line = "roadworthy-web 1";

// The text before the separator; what follows it stays in `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

std::optional<std::size_t> size_in(std::string_view text) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(size)
                                                                    : std::nullopt;
}

// A line of the head: what an asset is called, and how long each of its forms is.
struct Line {
    Asset asset;
    std::array<std::size_t, 3> sizes = {};
};

std::optional<Line> read_line(std::string_view text) {
    Line line;
    line.asset.path = take_until(text, '\t');
    line.asset.content_type = take_until(text, '\t');
    line.asset.hash = take_until(text, '\t');
    for (std::size_t& size : line.sizes) {
        const auto read = size_in(take_until(text, '\t'));
        if (!read) {
            return std::nullopt;
        }
        size = *read;
    }
    return text.empty() && line.asset.path.starts_with('/') ? std::optional(line) : std::nullopt;
}

}  // namespace

bool is_immutable(const Asset& asset) {
    return asset.path.find(asset.hash) != std::string_view::npos;
}

Result<Pack> Pack::read(std::string_view bytes) {
    if (take_until(bytes, '\n') != first_line) {
        return fail("expected a pack that begins with \"" + std::string(first_line) + '"');
    }
    std::vector<Line> lines;
    for (std::string_view text; !(text = take_until(bytes, '\n')).empty();) {
        const auto line = read_line(text);
        if (!line) {
            return fail("expected path, type, hash and three sizes, got: " + std::string(text));
        }
        lines.push_back(*line);
    }
    Pack pack;
    for (Line& line : lines) {
        const std::array forms = {&line.asset.plain, &line.asset.gzip, &line.asset.brotli};
        for (std::size_t form = 0; form < forms.size(); ++form) {
            if (line.sizes.at(form) > bytes.size()) {
                return fail("the pack ends within " + std::string(line.asset.path));
            }
            *forms.at(form) = bytes.substr(0, line.sizes.at(form));
            bytes.remove_prefix(line.sizes.at(form));
        }
        pack.assets_.push_back(line.asset);
    }
    return pack;
}

const Asset* Pack::find(std::string_view path) const {
    const auto found = std::ranges::find(assets_, path, &Asset::path);
    return found == assets_.end() ? nullptr : &*found;
}

}  // namespace roadworthy::http
