#include "backend/commands/due/viewing.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string_view>

#include "backend/commands/checked.hpp"
#include "backend/config.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/faults/rule_book.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Language;

Language language_for(const ViewOptions& options, const Config& config) {
    if (!options.language.empty()) {
        return exchange::language_of(options.language).value();  // CLI11 has checked it
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before there is a second thread
    const char* locale = std::getenv("LANG");
    const std::string_view prefix = locale == nullptr ? "" : std::string_view(locale).substr(0, 2);
    return exchange::language_of(prefix).value_or(
        exchange::language_of(config.language).value_or(Language::zh));
}

}  // namespace

void add_view_options(CLI::App& command, ViewOptions& options, const CommonOptions& common) {
    options.common = &common;
    command.add_flag("--json", options.as_json, "The JSON of the HTTP interface");
    command.add_option("--today", options.today, "As of that day (2026-11-22)");
    command.add_option("--language", options.language, "Of the words: zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
}

Viewing open_view(const ViewOptions& options) {
    const Config config = load_config(*options.common);
    Viewing viewing{.database =
                        sql::open_sqlite(config.database, {.access = sql::Access::read_only})};
    if (store::schema_version(*viewing.database) != store::migrations().back().version) {
        throw std::runtime_error(config.database.string() +
                                 " is of another version than this program: `serve` or `import` "
                                 "brings an older one forward");
    }
    if (!options.customer.empty()) {
        viewing.scope = store::Scope::of(checked(CustomerId::from(options.customer)));
    }
    const Time now = io::now();
    viewing.reader.language = language_for(options, config);
    viewing.reader.now =
        options.today.empty() ? now : Time{checked(parse_day(options.today))} + (now - day_of(now));
    viewing.reader.rules = views::own_rules(*viewing.database);
    return viewing;
}

void print(const http::Json& json) {
    std::cout << json.dump(2) << '\n';
}

}  // namespace roadworthy::backend
