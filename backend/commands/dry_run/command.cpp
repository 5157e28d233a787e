// roadworthy-backend dry-run.

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/dry_run/dry_run.hpp"
#include "backend/commands/dry_run/report.hpp"
#include "backend/config.hpp"
#include "backend/exchange/words.hpp"
#include "common/io/clock.hpp"

namespace roadworthy::backend {
namespace {

namespace fs = std::filesystem;

struct DryRunOptions {
    const CommonOptions* common = nullptr;
    std::string plans;
    std::string scratch;   // empty: beside the database
    std::string language;  // empty: the configuration's
    bool as_json = false;
};

constexpr std::uintmax_t megabyte = 1'000'000;

// The copy itself, its log while it is folded, and what is due kept twice.
std::uintmax_t room_needed(const fs::path& database) {
    return 3 * fs::file_size(database);
}

// A file that goes with the object, with the files that SQLite puts beside it.
class Scratch {
public:
    explicit Scratch(fs::path path) : path_(std::move(path)) { remove(); }
    ~Scratch() { remove(); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const fs::path& path() const { return path_; }

private:
    void remove() {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
            std::error_code ignored;
            fs::remove(path_.string() + suffix, ignored);
        }
    }
    fs::path path_;
};

fs::path folder_for(const DryRunOptions& options, const fs::path& database) {
    const fs::path folder =
        options.scratch.empty() ? fs::absolute(database).parent_path() : fs::path(options.scratch);
    const std::uintmax_t needed = room_needed(database);
    const std::uintmax_t free = fs::space(folder).available;
    std::cerr << "dry-run: needs up to " << needed / megabyte + 1 << " MB in " << folder.string()
              << " for a copy, which goes afterwards\n";
    if (free < needed) {
        throw std::runtime_error(folder.string() + " has only " + std::to_string(free / megabyte) +
                                 " MB: --scratch names another folder");
    }
    return folder;
}

void run(const DryRunOptions& options) {
    const Config config = load_config(*options.common);
    const std::string plans = content_of(options.plans);
    const Scratch scratch(
        folder_for(options, config.database) /
        (config.database.filename().string() + ".dry-run." + std::to_string(getpid())));
    try {
        const DryRun run =
            dry_run({.database = config.database, .copy = scratch.path()}, plans, io::now());
        for (const std::string& note : run.notes) {
            std::cerr << options.plans << ": " << note << '\n';
        }
        if (options.as_json) {
            std::cout << dry_run_json(run).dump(2) << '\n';
        } else {
            const std::string& language =
                options.language.empty() ? config.language : options.language;
            std::cout << dry_run_text(
                run, exchange::language_of(language).value_or(exchange::Language::zh));
        }
    } catch (const Refused& refused) {
        throw std::runtime_error(options.plans + ": an import would refuse it: " + refused.what());
    }
}

}  // namespace

void add_dry_run_command(CLI::App& app, const CommonOptions& common) {
    auto* command = app.add_subcommand(
        "dry-run", "What would change if these plans were switched on, and how it would have been");
    auto options = std::make_shared<DryRunOptions>();
    options->common = &common;
    command->add_option("--plans", options->plans, "As for import plans")->required();
    command->add_option("--scratch", options->scratch, "Where the copy goes; else beside it");
    command->add_option("--language", options->language, "Of the words: zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
    command->add_flag("--json", options->as_json, "For programs");
    command->callback([options] { run(*options); });
}

}  // namespace roadworthy::backend
