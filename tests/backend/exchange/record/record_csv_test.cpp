#include "backend/exchange/record/record_csv.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/exchange/import/import.hpp"
#include "backend/ingest/apply/applier.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/record/record_tables.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using exchange::FileKind;
using exchange::ImportMode;
using exchange::ImportReport;
using exchange::RowError;

namespace {

struct Stand {
    std::unique_ptr<sql::Connection> database = support::empty_store();

    Stand() {
        import(FileKind::customers, "customer,dealer,name\nC1,D1,Zhang\nC2,D1,Li\n");
        import(FileKind::trucks, "truck,customer,delivered_on\nTRUCK001,C1,2025-01-01\n");
    }
    void import(FileKind kind, const std::string& text) {
        const auto report = exchange::import_file(*database, kind, text, make::time("2026-06-01"));
        REQUIRE(report.errors.empty());
        ingest::Applier(*database, store::Version::live).fold_until(report.last);
    }
    ImportReport take(const store::RecordTable& table, const std::string& text,
                      ImportMode mode = ImportMode::take) {
        return exchange::import_records(*database, table, text, mode);
    }
    std::int64_t count(const std::string& table) {
        return support::number(*database, "SELECT COUNT(*) FROM " + table);
    }
};

const std::string contacts =
    "contact,customer,name,roles,phones,language,time_zone,quiet_from,quiet_until,consent\n"
    "K1,C1,Zhang "
    "Wei,decision_maker;driver,13800001111;13800002222,zh,Asia/Shanghai,22:00,07:30,yes\n"
    "K2,C2,Li Na,dispatcher,,en,,,,\n";

}  // namespace

TEST_CASE("a file of the record is taken once, and again it changes nothing", "[record]") {
    Stand stand;
    CHECK(stand.take(store::contacts_table(), contacts).taken == 2);
    const auto again = stand.take(store::contacts_table(), contacts);
    CHECK(again.taken == 0);
    CHECK(again.unchanged == 2);
    CHECK(again.news.empty());
}

TEST_CASE("a preview says row by row what would change, and changes nothing", "[record]") {
    Stand stand;
    stand.take(store::contacts_table(), contacts);
    const auto report = stand.take(store::contacts_table(),
                                   "contact,customer,name,phones,withdrawn\n"
                                   "K2,C2,Li Na,139,no\n"
                                   "K3,C1,Wang,,no\n"
                                   "K1,C1,,,yes\n",
                                   ImportMode::preview);
    CHECK(report.news == std::vector<exchange::RowNews>{{2, "changes K2: roles, phones, language"},
                                                        {3, "adds K3"},
                                                        {4, "removes K1"}});
    CHECK(stand.count("contacts") == 2);
    CHECK(stand.take(store::contacts_table(), contacts).unchanged == 2);
}

TEST_CASE("what is written out reads back as the same", "[record]") {
    Stand stand;
    stand.take(store::contacts_table(), contacts);
    const std::string text = exchange::export_records(*stand.database, store::contacts_table());
    const auto again = stand.take(store::contacts_table(), text);
    CHECK(again.errors.empty());
    CHECK(again.unchanged == 2);
    const std::string services =
        "truck,item,done_at,reason,labour_h,parts_cost,warranty,vmrs_system\n"
        "TRUCK001,oil,2026-01-05T08:00:00Z,planned,1.7,1234.56,no,045\n";
    CHECK(exchange::import_service_details(*stand.database, services, ImportMode::take).taken == 1);
    const auto details = exchange::export_records(*stand.database, store::service_details_table());
    CHECK(stand.take(store::service_details_table(), details).unchanged == 1);
}

TEST_CASE("each wrong row is named by line and column, and costs no other", "[record]") {
    Stand stand;
    const std::string head = "contact,customer,name,roles,time_zone,quiet_from,consent\n";
    const auto report = stand.take(store::contacts_table(), head +
                                                                "K1,C9,Zhang,,,,\n"
                                                                "K2,C1,,,,,\n"
                                                                "K3,C1,Wu,king,,,\n"
                                                                "K4,C1,Wu,,Nowhere,,\n"
                                                                "K5,C1,Wu,,,25:00,\n"
                                                                "K6,C1,Wu,,,,perhaps\n"
                                                                "K7,C1,Wu,,,,\n"
                                                                "K7,C1,Wu,,,,\n");
    CHECK(report.taken == 1);
    std::vector<std::string> columns;
    for (const RowError& error : report.errors) {
        columns.push_back(std::to_string(error.line) + ' ' + error.column);
    }
    CHECK(columns == std::vector<std::string>{"2 customer", "3 name", "4 roles", "5 time_zone",
                                              "6 quiet_from", "7 consent", "9 contact"});
    CHECK(report.errors[0].reason == "no customer C9 is known");
}

TEST_CASE("a call from us counts towards the cap, one from the customer does not", "[record]") {
    Stand stand;
    const auto report = stand.take(store::interactions_table(),
                                   "interaction,customer,at,kind,direction,content\n"
                                   "I1,C1,2026-05-20T08:00:00Z,call,out,about oil\n"
                                   "I2,C1,2026-05-25T08:00:00Z,call,in,asks for a date\n");
    CHECK(report.errors.empty());
    CHECK(store::contact_days(*stand.database, CustomerId::from("C1").value(),
                              make::day("2026-05-01")) ==
          std::vector<Day>{make::day("2026-05-20")});
}
