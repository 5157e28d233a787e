#include "backend/store/views/uptime/operating_book.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backend/cases/calendar/calendar.hpp"
#include "backend/cases/calendar/zone.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/forms/uptime_form.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/uptime/operating.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {
namespace {

constexpr std::string_view all_hours = "SELECT content FROM operating_hours";
constexpr std::string_view all_targets = "SELECT content FROM uptime_targets";

template <class Word>
Word word_at(const sql::Statement& row) {
    auto word = store::from_blob<Word>(row.blob(0));
    if (!word) {
        throw sql::Failure(sql::Fault::corrupt,
                           "operating hours or targets: " + word.error().message);
    }
    return std::move(*word);
}

}  // namespace

OperatingBook::OperatingBook(sql::Connection& connection) {
    {
        const Rows row(connection.prepared(all_hours));
        while (row->step()) {
            auto hours = word_at<uptime::OperatingHours>(*row);
            hours_.insert_or_assign({hours.whose, std::move(hours.name)},
                                    std::move(hours.calendar));
        }
    }
    const Rows row(connection.prepared(all_targets));
    while (row->step()) {
        auto targets = word_at<uptime::Targets>(*row);
        std::string segment = targets.segment;
        targets_.insert_or_assign(std::move(segment), std::move(targets));
    }
}

const cases::Calendar& OperatingBook::hours(const std::string& truck,
                                            const std::string& segment) const {
    const std::array<std::pair<uptime::Whose, std::string>, 3> names{
        {{uptime::Whose::truck, truck},
         {uptime::Whose::segment, segment},
         {uptime::Whose::all, ""}}};
    for (const auto& name : names) {
        if (const auto found = hours_.find(name); found != hours_.end()) {
            return found->second;
        }
    }
    return always_;
}

cases::Zone OperatingBook::zone() const {
    const auto of_all = hours_.find({uptime::Whose::all, ""});
    return of_all == hours_.end() ? cases::Zone::from(std::chrono::hours{8}).value()
                                  : of_all->second.zone;
}

std::optional<uptime::Targets> OperatingBook::targets(const std::string& segment) const {
    for (const std::string& name : {segment, std::string()}) {
        if (const auto found = targets_.find(name); found != targets_.end()) {
            return found->second;
        }
    }
    return std::nullopt;
}

}  // namespace roadworthy::views
