// Any text -> rows. Reading ends, and errors name a line that the text has.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "backend/exchange/csv.hpp"

using namespace roadworthy;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    exchange::CsvReader reader(text);
    while (const auto row = reader.next()) {
        const std::size_t line = *row ? (*row)->line : row->error().line;
        if (line == 0 || line > lines) {
            std::abort();
        }
    }
    return 0;
}
