#include "backend/exchange/plans/recalls_from_csv.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/due/visits/visits.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/exchange/plans/recall_import.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/due_counts.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

const Time now = make::time("2026-11-22");

std::string vin(std::size_t number) {
    const std::string digits = std::to_string(number);
    return "LFWSRXRJ1F" + std::string(7 - digits.size(), '0') + digits;
}

struct Stand {
    std::unique_ptr<sql::Connection> database = support::empty_store();
    ingest::Applier applier{*database, store::Version::live};

    ImportReport import(const std::string& text) {
        ImportReport report = import_recalls(*database, text, now);
        while (applier.catch_up(store::last_position(*database), 1000)) {
        }
        applier.flush();
        return report;
    }
};

}  // namespace

TEST_CASE("a recall's first line says what it is, each line one VIN", "[recalls]") {
    const RecallFile file = recalls_from_csv(
        "recall,vin,name_zh,name_en,due_on,labour_min,bring,parts,as_of,withdrawn\n"
        "R1," +
            vin(1) +
            ",召回,brake hose,2027-03-01,45,licence,BH1 x 2,2026-11-01,\n"
            "R1,  lfwsrxrj1f0000002 ,,,,,,,,yes\n"
            "R2," +
            vin(1) + ",,,,,,,,no\n",
        now);
    CHECK(file.errors.empty());
    CHECK(file.recalls == std::vector{due::Recall{.id = "R1",
                                                  .at = make::time("2026-11-01"),
                                                  .name_zh = "召回",
                                                  .name_en = "brake hose",
                                                  .due_on = make::day("2027-03-01"),
                                                  .labour_minutes = 45,
                                                  .bring = {"licence"},
                                                  .parts = {{"BH1", 2000}}},
                                      due::Recall{.id = "R2", .at = now}});
    REQUIRE(file.lines.size() == 3);
    CHECK(file.lines[1].vin == vin(2));
    CHECK(file.lines[1].listing == due::Listing::withdrawn);
    CHECK(file.lines[2].recall == 1);
}

TEST_CASE("a line that is no VIN, stands twice or says something else is refused alone",
          "[recalls]") {
    const auto row = GENERATE(table<std::string, std::string>({
        {"R1,LFWSRXRJ1F000000,", "vin"},
        {"R1,LFWSRXRJ1F000000O,", "vin"},
        {"R1,LFWSRXRJ1F0000001,", "vin"},
        {"R1,,", "vin"},
        {",LFWSRXRJ1F0000002,", "recall"},
        {"R1,LFWSRXRJ1F0000002,another", "recall"},
    }));
    const auto& [line, column] = row;
    INFO(line);
    const RecallFile file = recalls_from_csv(
        "recall,vin,name_en\nR1," + vin(1) + ",brake hose\n" + line + "\nR1," + vin(3) + ",\n",
        now);
    CHECK(file.lines.size() == 2);
    REQUIRE(file.errors.size() == 1);
    CHECK(file.errors[0].line == 3);
    CHECK(file.errors[0].column == column);
}

TEST_CASE("a list is imported in facts of a thousand VINs, and again adds nothing", "[recalls]") {
    Stand stand;
    std::string text = "recall,vin,name_en\n";
    for (std::size_t i = 0; i < 2500; ++i) {
        text += "R1," + vin(i) + ",brake hose\n";
    }
    const ImportReport report = stand.import(text);
    CHECK(report.taken == 2500);
    CHECK(report.last == 4);
    REQUIRE(report.notes.size() == 1);
    CHECK_THAT(report.notes[0], Catch::Contains("R1: 2500 of 2500"));
    CHECK(support::number(*stand.database, "SELECT COUNT(*) FROM recall_vins") == 2500);
    const ImportReport again = stand.import(text);
    CHECK(again.unchanged == 2500);
    CHECK(again.last == 0);
    CHECK(stand.import("recall,vin,withdrawn\nR1," + vin(7) + ",yes\n").taken == 1);
    CHECK(support::number(*stand.database, "SELECT COUNT(*) FROM recall_vins WHERE listing = 0") ==
          2499);
}

TEST_CASE("a recall's labour and parts are planned as those of a plan are", "[recalls]") {
    Stand stand;
    import_file(*stand.database, FileKind::trucks,
                "truck,vin,workshop\nTRUCK001," + vin(1) + ",Jinan\n", now);
    stand.import("recall,vin,labour_min,bring,parts\nR1," + vin(1) + ",45,licence,BH1 x 2\n");
    const auto everything = store::Scope::everything();
    const views::WeeksQuery weeks{.today = day_of(now)};

    const auto load = views::due_load(*stand.database, everything, weeks);
    REQUIRE(load.size() == 1);
    CHECK(load[0].labour_minutes == 45);
    const auto parts = views::due_parts(*stand.database, everything, weeks);
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].number == "BH1");
    CHECK(parts[0].quantity_thousandths == 2000);
    const auto visits =
        views::visits_of_truck(*stand.database, everything, make::truck_id(), {.now = now});
    REQUIRE(visits);
    REQUIRE(visits->proposal.visits.size() == 1);
    const auto& visit = visits->proposal.visits[0];
    CHECK(visit.jobs.at(0).job.labour == due::Minutes{45});
    CHECK(visit.bring == std::vector<std::string>{"licence"});
    CHECK(visit.parts == std::vector<due::Part>{{"BH1", 2000}});
}

TEST_CASE("another labour of a recall is that of its trucks, whichever file came last",
          "[recalls]") {
    Stand stand;
    import_file(*stand.database, FileKind::trucks, "truck,vin\nTRUCK001," + vin(1) + "\n", now);
    stand.import("recall,vin,labour_min,as_of\nR1," + vin(1) + ",45,2026-11-02\n");
    stand.import("recall,vin,labour_min,as_of\nR1," + vin(1) + ",90,2026-11-01\n");
    const auto labour = "SELECT labour_minutes FROM due WHERE item = 'recall/R1'";
    CHECK(support::number(*stand.database, labour) == 45);
    stand.import("recall,vin,labour_min,as_of\nR1," + vin(1) + ",60,2026-11-03\n");
    CHECK(support::number(*stand.database, labour) == 60);
}
