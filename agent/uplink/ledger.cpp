#include "agent/uplink/ledger.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "agent/uplink/data_plan.hpp"
#include "common/ids.hpp"
#include "common/io/durable_file.hpp"
#include "common/time.hpp"

namespace roadworthy::uplink {
namespace {

constexpr std::size_t most_bytes = 256;
constexpr const char* title = "roadworthy-ledger-1";

std::string body_of(const Ledger& ledger) {
    const Usage& usage = ledger.usage;
    std::ostringstream text;
    text << title << ' ' << milliseconds_of(ledger.last_known) << ' '
         << (usage.day ? days_of(*usage.day) : 0) << ' ' << usage.day_bytes << ' '
         << usage.month_bytes;
    return text.str();
}

std::optional<Ledger> parse(const std::string& text) {
    std::istringstream in(text);
    std::string name;
    std::int64_t last_known_ms = 0;
    std::int64_t day = 0;
    Ledger ledger;
    std::uint64_t mark = 0;
    if (!(in >> name >> last_known_ms >> day >> ledger.usage.day_bytes >>
          ledger.usage.month_bytes >> mark)) {
        return std::nullopt;
    }
    ledger.last_known = time_of_milliseconds(last_known_ms);
    if (day != 0) {
        ledger.usage.day = day_of_days(day);
    }
    const bool is_ours =
        mark == fnv1a64(body_of(ledger)) && ledger.usage.month_bytes >= ledger.usage.day_bytes;
    return is_ours ? std::optional(ledger) : std::nullopt;
}

}  // namespace

Ledger load_ledger(const std::filesystem::path& file) {
    try {
        const auto bytes = io::read_whole(file, most_bytes).value_or(std::vector<std::byte>{});
        std::string text;
        for (const std::byte each : bytes) {
            text += static_cast<char>(each);
        }
        return parse(text).value_or(Ledger{});
    } catch (const std::system_error&) {
        return {};
    }
}

bool save_ledger(const std::filesystem::path& file, const Ledger& ledger) {
    const std::string body = body_of(ledger);
    const std::string text = body + ' ' + std::to_string(fnv1a64(body)) + '\n';
    try {
        io::rewrite_durably(file, std::as_bytes(std::span(text)));
    } catch (const std::system_error&) {
        return false;  // what waits in the outbox matters more
    }
    return true;
}

}  // namespace roadworthy::uplink
