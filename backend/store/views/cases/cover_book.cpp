#include "backend/store/views/cases/cover_book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/store/forms/registry_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/truck/registry.hpp"
#include "common/fault_code.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

constexpr std::string_view papers_of_truck =
    "SELECT content FROM papers WHERE bucket = ? AND truck = ? ORDER BY paper";
constexpr std::string_view episode_row =
    "SELECT source_address, spn, fmi, conversion_method, odometer_m FROM episodes"
    " WHERE bucket = ? AND truck = ? AND episode = ?";

std::vector<customers::Paper> papers(sql::Connection& connection, const TruckId& truck) {
    std::vector<customers::Paper> all;
    const Rows row(
        connection.prepared(papers_of_truck).with(topics::bucket_of(truck), truck.text()));
    while (row->step()) {
        auto paper = store::from_blob<customers::Paper>(row->blob(0));
        if (!paper) {
            throw sql::Failure(sql::Fault::corrupt, "a stored paper: " + paper.error().message);
        }
        all.push_back(std::move(*paper));
    }
    return all;
}

}  // namespace

std::string CoverBook::system_of(const faults::Code& code) {
    const auto* system = chinese_.describe(code).system;
    if (system == nullptr) {
        system = english_.describe(code).system;
    }
    return system == nullptr ? std::string() : std::string(system->key);
}

customers::Coverage CoverBook::of(const truck::TruckRecord& record, const Happening& happening) {
    customers::CoverQuestion question{.at = happening.at, .odometer_m = {}, .system = {}};
    std::optional<faults::Code> code;
    if (happening.fault) {
        code = faults::Code{.key = *happening.fault, .model = record.model};
    }
    if (happening.episode) {
        const Rows row(connection_.prepared(episode_row)
                           .with(topics::bucket_of(record.id), record.id.text(),
                                 static_cast<std::int64_t>(*happening.episode)));
        if (row->step()) {
            question.odometer_m = integer_if(*row, 4);
            code =
                faults::Code{.key = {.source_address = static_cast<std::uint8_t>(row->integer(0)),
                                     .spn = static_cast<std::uint32_t>(row->integer(1)),
                                     .fmi = static_cast<std::uint8_t>(row->integer(2))},
                             .conversion_method = static_cast<std::uint8_t>(row->integer(3)),
                             .model = record.model};
        }
    }
    if (code) {
        question.system = system_of(*code);
    }
    return customers::coverage(papers(connection_, record.id), record, question);
}

customers::Coverage CoverBook::of(const CaseEntryRow& row) {
    auto cause = cases::root_of(row.told.id);
    if (!cause && !row.told.episodes.empty()) {
        cause = row.told.episodes.front().number;
    }
    return of(row.record, {.at = row.told.happened, .episode = cause, .fault = {}});
}

customers::Coverage CoverBook::of(const truck::TruckRecord& record, const customers::Alert& alert) {
    const auto id = cases::CaseId::from(alert.matter);
    const auto cause = id ? cases::root_of(*id) : std::nullopt;
    if (!cause && id) {
        if (const auto row = find_case(connection_, store::Scope::everything(), record.id, *id)) {
            return of(*row);
        }
    }
    return of(record, {.at = alert.happened, .episode = cause, .fault = alert.fault});
}

}  // namespace roadworthy::views
