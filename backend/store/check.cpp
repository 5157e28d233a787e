#include "backend/store/check.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/store/inputs/journal_rows.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"

namespace roadworthy::store {
namespace {

// Each finds rows that must not be; the words say what one of them means.
struct Rule {
    std::string_view count;
    std::string_view words;
};
constexpr std::array<Rule, 6> rules{{
    {"SELECT COUNT(*) FROM trucks t WHERE NOT EXISTS (SELECT 1 FROM dossiers d"
     " WHERE d.bucket = t.bucket AND d.truck = t.truck)",
     "trucks without a dossier"},
    {"SELECT COUNT(*) FROM dossiers d WHERE NOT EXISTS (SELECT 1 FROM trucks t"
     " WHERE t.bucket = d.bucket AND t.truck = d.truck"
     " AND t.customer IS NOT DISTINCT FROM d.customer)",
     "dossiers that disagree with their truck's row about its owner"},
    {"SELECT COUNT(*) FROM due d WHERE NOT EXISTS (SELECT 1 FROM trucks t"
     " WHERE t.bucket = d.bucket AND t.truck = d.truck"
     " AND t.customer IS NOT DISTINCT FROM d.customer)",
     "due items that disagree with their truck's row about its owner"},
    {"SELECT COUNT(*) FROM episodes e WHERE NOT EXISTS (SELECT 1 FROM trucks t"
     " WHERE t.bucket = e.bucket AND t.truck = e.truck)",
     "fault episodes without a truck"},
    {"SELECT COUNT(*) FROM evidence e WHERE e.to_ms < e.from_ms OR NOT EXISTS"
     " (SELECT 1 FROM trucks t WHERE t.bucket = e.bucket AND t.truck = e.truck)",
     "pieces of evidence of uptime that end before they begin, or without a truck"},
    {"SELECT COUNT(*) FROM dossiers d, positions p WHERE p.name = 'applied'"
     " AND d.position > p.position + 1",
     "dossiers ahead of what has been applied"},
}};

std::int64_t number(sql::Connection& connection, std::string_view text) {
    const auto row = connection.prepare(text);
    return row->step() ? row->integer(0) : 0;
}

void check_positions(sql::Connection& connection, std::vector<std::string>& faults) {
    const Position last = last_position(connection);
    const Position applied = progress(connection, Progress::applied);
    const Position base = progress(connection, Progress::base);
    if (applied > last || progress(connection, Progress::streams) > last) {
        faults.emplace_back("what follows from the journal is ahead of it");
    }
    if (base > applied) {
        faults.emplace_back("the base tables are ahead of the live ones");
    }
    const auto all = partitions(connection);
    if (!all.empty() && all.front().first > base + 1) {
        faults.emplace_back("the journal begins after the end of the base tables");
    }
    for (const Partition& partition : all) {
        const std::int64_t rows =
            number(connection, "SELECT COUNT(*) FROM journal_" + std::to_string(partition.number));
        if (rows != partition.last - partition.first + 1) {
            faults.push_back("partition " + std::to_string(partition.number) + " has " +
                             std::to_string(rows) + " rows, expected " +
                             std::to_string(partition.last - partition.first + 1));
        }
    }
}

struct StreamEnd {
    std::uint64_t last = 0;  // in the journal
    std::uint64_t told = 0;  // of that, what the watermarks have been told of
};
using StreamEnds = std::map<std::pair<std::string, std::uint64_t>, StreamEnd>;

// Within what is kept, each stream's rows follow one another without a hole or an overlap.
StreamEnds follow_streams(sql::Connection& connection, std::vector<std::string>& faults) {
    const Position told = progress(connection, Progress::streams);
    StreamEnds ends;
    for (const Partition& partition : partitions(connection)) {
        const auto row = connection.prepare(
            "SELECT truck, stream_id, first, last, position FROM journal_" +
            std::to_string(partition.number) + " WHERE kind = 0 ORDER BY position");
        while (row->step()) {
            const auto first = static_cast<std::uint64_t>(row->integer(2));
            const auto last = static_cast<std::uint64_t>(row->integer(3));
            auto& [key, end] = *ends.try_emplace({std::string(row->text(0)),
                                                  static_cast<std::uint64_t>(row->integer(1))},
                                                 StreamEnd{first - 1, first - 1})
                                    .first;
            if (first != end.last + 1 || last < first) {
                faults.push_back("the journal at position " + std::to_string(row->integer(4)) +
                                 " does not follow what truck " + key.first + " sent before");
            }
            end.last = last;
            if (row->integer(4) <= told) {
                end.told = last;
            }
        }
    }
    return ends;
}

void check_streams(sql::Connection& connection, std::vector<std::string>& faults) {
    const StreamEnds ends = follow_streams(connection, faults);
    const auto row = connection.prepare("SELECT truck, stream_id, watermark FROM streams");
    while (row->step()) {
        const auto end =
            ends.find({std::string(row->text(0)), static_cast<std::uint64_t>(row->integer(1))});
        if (end != ends.end() && end->second.told != static_cast<std::uint64_t>(row->integer(2))) {
            faults.push_back("the watermark of truck " + end->first.first +
                             " is not where its rows end");
        }
    }
}

}  // namespace

std::vector<std::string> check(sql::Connection& connection) {
    std::vector<std::string> faults;
    if (const std::string damage = sql::quick_check(connection); !damage.empty()) {
        return {"the file is damaged: " + damage};
    }
    check_positions(connection, faults);
    check_streams(connection, faults);
    for (const Rule& rule : rules) {
        if (const std::int64_t count = number(connection, rule.count); count > 0) {
            faults.push_back(std::to_string(count) + ' ' + std::string(rule.words));
        }
    }
    return faults;
}

}  // namespace roadworthy::store
