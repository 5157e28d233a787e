#include "backend/exchange/import/import.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace roadworthy::exchange;

namespace {

const std::string customers_csv = "customer,dealer,name\nC1,D1,One\nC2,D1,Two\n";
const std::string plans_csv =
    "plan,version,item,every_km,every_days\nP,1,oil,20000,365\nP,1,brakes,,180\n";
const std::string trucks_csv =
    "truck,plate,plan,delivered_on,customer,owned_from\n"
    "TRUCK001,A 1,P,2025-01-01,C1,\nTRUCK002,A 2,,,C2,2025-06-01\n";
const std::string services_csv =
    "truck,item,done_at,odometer_km\nTRUCK001,oil,2025-03-01,9000\n"
    "TRUCK001,oil,2025-09-01,21000\nTRUCK001,brakes,2025-09-01,21000\n";
const std::string readings_csv =
    "truck,at,odometer_km,engine_h,by\nTRUCK001,2025-10-01,23000,400,Li\n";

// A backend that applies what is imported.
struct Stand {
    std::unique_ptr<sql::Connection> database = support::empty_store();
    ingest::Applier applier{*database, store::Version::live};

    ImportReport import(FileKind kind, const std::string& text) {
        ImportReport report = import_file(*database, kind, text, make::time("2025-12-01"));
        while (applier.catch_up(store::last_position(*database), 1000)) {
        }
        applier.flush();
        return report;
    }
    void import_all() {
        import(FileKind::customers, customers_csv);
        import(FileKind::plans, plans_csv);
        import(FileKind::trucks, trucks_csv);
        import(FileKind::services, services_csv);
        import(FileKind::readings, readings_csv);
    }
};

}  // namespace

TEST_CASE("imported files become customers, trucks and what is due", "[import]") {
    Stand stand;
    stand.import_all();
    CHECK(support::column(*stand.database, "SELECT customer || name FROM customers") ==
          std::vector<std::string>{"C1One", "C2Two"});
    CHECK(support::column(*stand.database,
                          "SELECT truck || plate || customer FROM trucks ORDER BY truck") ==
          std::vector<std::string>{"TRUCK001A 1C1", "TRUCK002A 2C2"});
    CHECK(support::column(*stand.database, "SELECT item FROM due ORDER BY item") ==
          std::vector<std::string>{"brakes", "oil"});
    CHECK(support::number(*stand.database,
                          "SELECT odometer_m FROM trucks WHERE truck = 'TRUCK001'") == 23'000'000);
}

TEST_CASE("the same file again changes nothing", "[import]") {
    Stand stand;
    stand.import_all();
    const store::Position before = store::last_position(*stand.database);
    const auto row = GENERATE(
        table<FileKind, std::string, std::size_t>({{FileKind::customers, customers_csv, 2},
                                                   {FileKind::plans, plans_csv, 1},
                                                   {FileKind::trucks, trucks_csv, 2},
                                                   {FileKind::services, services_csv, 3},
                                                   {FileKind::readings, readings_csv, 1}}));
    const ImportReport report = stand.import(std::get<0>(row), std::get<1>(row));
    CHECK(report.errors.empty());
    CHECK(report.taken == 0);
    CHECK(report.unchanged == std::get<2>(row));
    CHECK(report.last == 0);
    CHECK(store::last_position(*stand.database) == before);
}

TEST_CASE("what has changed since is taken, and only that", "[import]") {
    Stand stand;
    stand.import_all();
    const store::Position before = store::last_position(*stand.database);
    SECTION("a customer") {
        const auto report =
            stand.import(FileKind::customers, "customer,dealer,name\nC1,D1,One\nC2,D1,Second\n");
        CHECK(report.taken == 1);
        CHECK(report.unchanged == 1);
    }
    SECTION("the plate, not the owner") {
        stand.import(FileKind::trucks,
                     "truck,plate,customer,owned_from\nTRUCK002,B 2,C2,2025-06-01\n");
    }
    SECTION("a corrected service") {
        stand.import(FileKind::services,
                     "truck,item,done_at,odometer_km\nTRUCK001,oil,2025-03-01,9100\n");
    }
    CHECK(store::last_position(*stand.database) == before + 1);
}

TEST_CASE("a voided service and a truck's own rule reach what is due, once", "[import]") {
    Stand stand;
    stand.import_all();
    const std::string overrides_csv =
        "truck,item,from,due_on,excluded\nTRUCK001,inspection,2025-06-01,2026-03-01,\n"
        "TRUCK001,brakes,2025-06-01,,yes\n";
    const std::string inspection_csv = "truck,item,done_at\nTRUCK001,inspection,2025-05-01\n";
    CHECK(stand.import(FileKind::services, inspection_csv).errors.size() == 1);
    CHECK(stand.import(FileKind::overrides, overrides_csv).taken == 2);
    CHECK(support::column(*stand.database, "SELECT item FROM due ORDER BY item") ==
          std::vector<std::string>{"inspection", "oil"});
    CHECK(stand.import(FileKind::services, inspection_csv).taken == 1);
    const std::string before =
        support::column(*stand.database, "SELECT hex(content) FROM due WHERE item = 'oil'").front();
    const std::string void_csv = "truck,item,done_at,void\nTRUCK001,oil,2025-09-01,yes\n";
    CHECK(stand.import(FileKind::services, void_csv).taken == 1);
    CHECK(support::column(*stand.database, "SELECT hex(content) FROM due WHERE item = 'oil'")
              .front() != before);
    CHECK(stand.import(FileKind::services, void_csv).unchanged == 1);
    CHECK(stand.import(FileKind::services, services_csv).unchanged == 3);
    CHECK(stand.import(FileKind::overrides, overrides_csv).unchanged == 2);
}

TEST_CASE("a row that speaks of what is not known is refused, its neighbours are not", "[import]") {
    Stand stand;
    stand.import_all();
    const auto row = GENERATE(table<FileKind, std::string, std::string, std::string>({
        {FileKind::trucks, "truck,customer\nTRUCK003,C9\nTRUCK004,C1\n", "customer", "C9"},
        {FileKind::trucks, "truck,plan\nTRUCK003,Q\nTRUCK004,P\n", "plan", "Q"},
        {FileKind::services,
         "truck,item,done_at\nTRUCK003,oil,2025-11-01\nTRUCK001,oil,2025-11-02\n", "truck",
         "TRUCK003"},
        {FileKind::services,
         "truck,item,done_at\nTRUCK001,oli,2025-11-01\nTRUCK001,oil,2025-11-02\n", "item", "oli"},
        {FileKind::readings, "truck,at,engine_h\nTRUCK003,2025-11-01,5\nTRUCK001,2025-11-01,500\n",
         "truck", "TRUCK003"},
        {FileKind::plans, "plan,version,item,every_km\nP,1,oil,30000\nQ,1,oil,30000\n", "version",
         "higher"},
    }));
    INFO(std::get<1>(row));
    const ImportReport report = stand.import(std::get<0>(row), std::get<1>(row));
    CHECK(report.taken == 1);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].line == 2);
    CHECK(report.errors[0].column == std::get<2>(row));
    CHECK_THAT(report.errors[0].reason, Catch::Contains(std::get<3>(row)));
}

TEST_CASE("an item is not asked after where the truck has no plan", "[import]") {
    Stand stand;
    stand.import_all();
    CHECK(stand.import(FileKind::services, "truck,item,done_at\nTRUCK002,any,2025-11-01\n").taken ==
          1);
}

TEST_CASE("templates that tie for some trucks are taken, and somebody is told", "[import]") {
    Stand stand;
    const auto report = stand.import(FileKind::plans,
                                     "plan,version,item,every_km,for_model,for_duty\n"
                                     "A,1,oil,1,T7H,\nB,1,oil,1,,tipper\nC,1,oil,1,T7H,tipper\n");
    CHECK(report.taken == 3);
    CHECK(report.errors.empty());
    REQUIRE(report.notes.size() == 2);
    CHECK_THAT(report.notes[0], Catch::Contains("plan A") && Catch::Contains("plan B"));
    CHECK(stand.import(FileKind::trucks, "truck,model,delivered_on\nTRUCK009,T7H,2025-01-01\n")
              .notes.empty());
    CHECK(support::column(*stand.database, "SELECT plan FROM trucks") ==
          std::vector<std::string>{"A"});
}

TEST_CASE("a truck that goes by a template is known word for word", "[import]") {
    Stand stand;
    stand.import(FileKind::plans, "plan,version,item,every_km,for_model\nA,1,oil,1,*\n");
    const std::string line = "truck,model,plan\nTRUCK009,T7H,\n";
    CHECK(stand.import(FileKind::trucks, line).taken == 1);
    CHECK(stand.import(FileKind::trucks, line).unchanged == 1);
    CHECK(stand.import(FileKind::trucks, "truck,model,plan\nTRUCK009,T7H,A\n").taken == 1);
    CHECK(stand.import(FileKind::services, "truck,item,done_at\nTRUCK009,oli,2025-01-01\n")
              .errors.size() == 1);
}

TEST_CASE("a plan with a higher version replaces the one in force", "[import]") {
    Stand stand;
    stand.import_all();
    CHECK(stand.import(FileKind::plans, "plan,version,item,every_km\nP,2,oil,30000\n").taken == 1);
    CHECK(support::column(*stand.database, "SELECT item FROM due") ==
          std::vector<std::string>{"oil"});
    CHECK(stand.import(FileKind::plans, plans_csv).errors.size() == 1);  // the old one again
}

TEST_CASE("of a workshop the last word holds, and the same file again says nothing", "[import]") {
    Stand stand;
    const std::string first = "workshop,name,sun\nW1,North,\nW2,South,\n";
    CHECK(stand.import(FileKind::workshops, first).taken == 2);
    CHECK(stand.import(FileKind::workshops, first).unchanged == 2);
    CHECK(stand.import(FileKind::workshops, "workshop,name,sun\nW1,North,08:00-12:00\n").taken ==
          1);
    CHECK(support::column(*stand.database, "SELECT workshop FROM workshops") ==
          std::vector<std::string>{"W1", "W2"});
    CHECK(stand.import(FileKind::workshops, first).taken == 1);
}

TEST_CASE("of a paper the last word holds, of its truck alone, also after a rebuild", "[import]") {
    Stand stand;
    stand.import_all();
    const std::string head = "truck,warranty,starts_on,months,km_limit\n";
    const std::string first = head + "TRUCK001,W1,2025-01-01,24,\nTRUCK002,W1,2025-01-01,12,\n";
    CHECK(stand.import(FileKind::warranties, first).taken == 2);
    CHECK(stand.import(FileKind::warranties, first).unchanged == 2);
    CHECK(stand.import(FileKind::warranties, head + "TRUCK001,W1,2025-01-01,24,200000\n").taken ==
          1);
    const auto strange = stand.import(FileKind::warranties, head + "TRUCK404,W1,2025-01-01,24,\n");
    REQUIRE(strange.errors.size() == 1);
    CHECK(strange.errors[0].column == "truck");
    const std::string rows = "SELECT truck || paper || LENGTH(content) FROM papers ORDER BY truck";
    const auto before = support::column(*stand.database, rows);
    CHECK(before.size() == 2);
    ingest::rebuild(*stand.database);
    CHECK(support::column(*stand.database, rows) == before);
}

TEST_CASE("of fault words the last word about a code holds, also after a rebuild", "[import]") {
    Stand stand;
    const std::string first = "language,spn,fmi,name\nde,100,,Öldruck\nde,,1,zu niedrig\n";
    CHECK(stand.import(FileKind::catalog, first).taken == 2);
    CHECK(stand.import(FileKind::catalog, first).unchanged == 2);
    CHECK(stand.import(FileKind::catalog, "language,spn,name\nDE,100,Motoröldruck\n").taken == 1);
    const std::string rows =
        "SELECT entry || COALESCE(spn, -1) || LENGTH(content) FROM fault_words ORDER BY entry";
    const auto before = support::column(*stand.database, rows);
    CHECK(before.size() == 2);
    ingest::rebuild(*stand.database);
    CHECK(support::column(*stand.database, rows) == before);
    CHECK(stand.import(FileKind::catalog, first).taken == 1);
}
