#include "backend/exchange/plans/recall_import.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/due/recalls.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/plans/recalls_from_csv.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/known_facts.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

struct Known {
    std::optional<due::Listing> listing;
    bool has_truck = false;
};

Known known_of(sql::Connection& connection, const std::string& recall, const std::string& vin) {
    sql::Statement& row =
        connection
            .prepared(
                "SELECT (SELECT listing FROM recall_vins WHERE vin = ? AND recall = ?),"
                " EXISTS (SELECT 1 FROM trucks WHERE UPPER(TRIM(vin)) = ?)")
            .with(vin, recall, vin);
    Known known;
    if (row.step()) {
        if (!row.is_null(0)) {
            known.listing = static_cast<due::Listing>(row.integer(0));
        }
        known.has_truck = row.integer(1) != 0;
    }
    row.reset();
    return known;
}

// What is new of one recall: facts of at most so many VINs each.
class News {
public:
    explicit News(const due::Recall& recall) : recall_(recall) {}

    void add(const RecallLine& line) {
        due::RecallList& list = open_.at(static_cast<std::size_t>(line.listing));
        list.vins.push_back(line.vin);
        if (list.vins.size() == due::most_vins) {
            close(list);
        }
    }
    void close_all() {
        for (due::RecallList& list : open_) {
            if (!list.vins.empty()) {
                close(list);
            }
        }
    }
    std::vector<store::Fact> facts;
    std::size_t listed = 0;
    std::size_t waiting = 0;  // of the listed ones

private:
    void close(due::RecallList& list) {
        facts.emplace_back(list);
        list.vins.clear();
    }
    const due::Recall& recall_;
    std::array<due::RecallList, 2> open_{
        due::RecallList{
            .recall = recall_.id, .at = recall_.at, .listing = due::Listing::listed, .vins = {}},
        due::RecallList{.recall = recall_.id,
                        .at = recall_.at,
                        .listing = due::Listing::withdrawn,
                        .vins = {}}};
};

std::vector<News> news_of(sql::Connection& connection, const RecallFile& file,
                          ImportReport& report) {
    std::vector<News> all;
    for (const due::Recall& recall : file.recalls) {
        News& news = all.emplace_back(recall);
        if (!store::is_known(connection, recall)) {
            news.facts.emplace_back(recall);
        }
    }
    for (const RecallLine& line : file.lines) {
        News& news = all[line.recall];
        const Known known = known_of(connection, file.recalls[line.recall].id, line.vin);
        if (line.listing == due::Listing::listed) {
            ++news.listed;
            news.waiting += known.has_truck ? 0 : 1;
        }
        if (known.listing == line.listing) {
            ++report.unchanged;
        } else {
            ++report.taken;
            news.add(line);
        }
    }
    return all;
}

}  // namespace

ImportReport import_recalls(sql::Connection& connection, std::string_view text, Time now) {
    RecallFile file = recalls_from_csv(text, now);
    ImportReport report{.errors = std::move(file.errors)};
    std::vector<store::Fact> facts;
    std::vector<News> all = news_of(connection, file, report);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].close_all();
        facts.insert(facts.end(), all[i].facts.begin(), all[i].facts.end());
        if (all[i].waiting > 0) {
            report.notes.push_back("recall " + file.recalls[i].id + ": " +
                                   std::to_string(all[i].waiting) + " of " +
                                   std::to_string(all[i].listed) +
                                   " VINs belong to no truck that is known; they wait for it");
        }
    }
    if (!facts.empty()) {
        report.last = store::append(connection, facts, now);
    }
    return report;
}

}  // namespace roadworthy::exchange
