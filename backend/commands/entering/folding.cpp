#include "backend/commands/entering/folding.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "backend/ingest/apply/applier.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"

namespace roadworthy::backend {
namespace {

constexpr auto patience = std::chrono::seconds{30};
constexpr auto glance = std::chrono::milliseconds{20};

}  // namespace

ingest::ApplierOptions applier_options(const Config& config) {
    ingest::ApplierOptions options;
    options.alerts.settle = std::chrono::seconds{config.alerts.settle_s};
    options.alerts.between = std::chrono::minutes{config.alerts.between_min};
    return options;
}

void Folding::fold_until(store::Position last) {
    if (lock_) {
        ingest::Applier(database_, store::Version::live, options_).fold_until(last);
        return;
    }
    const auto begun = std::chrono::steady_clock::now();
    while (store::progress(database_, store::Progress::applied) < last) {
        if (std::chrono::steady_clock::now() - begun > patience) {
            throw std::runtime_error(
                "what was entered is in the journal, but the serving backend does not apply it");
        }
        std::this_thread::sleep_for(glance);
    }
}

}  // namespace roadworthy::backend
