// A person is taken out: the bytes of the file, of what is made from it, and of a backup.

#include "backend/store/person/erase.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/due/plans.hpp"
#include "backend/ingest/apply/rebuild.hpp"
#include "backend/ingest/counters.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "backend/store/care/contact_plan.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/person/person_rows.hpp"
#include "backend/store/record/record_tables.hpp"
#include "backend/store/schema.hpp"
#include "backend/truck/registry.hpp"
#include "backend/uptime/said.hpp"
#include "common/ids.hpp"
#include "common/io/metrics.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"
#include "tests/backend/ingest/sender.hpp"
#include "tests/support/derived_dump.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

using namespace roadworthy;
using namespace std::chrono_literals;
using ingest::events_id;
using make::time;
using Rows = std::vector<std::string>;

namespace {

const CustomerId his_id = CustomerId::from("C1").value();
const CustomerId other_id = CustomerId::from("C2").value();
const std::string name = "Ouyang Zhenhua";
const std::string old_phone = "13900001111";
const std::string phone = "13655557777";
const std::string mail = "ouyang@example.org";
const Rows his = {name, old_phone, phone, mail};

// A file of its own, gone with the test.
struct File {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() /
        ("erase_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    File() { std::filesystem::create_directory(folder); }
    ~File() { std::filesystem::remove_all(folder); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    std::filesystem::path path(const std::string& file) const { return folder / file; }
};

// Which of the words stand in any file of the folder.
Rows found_in(const std::filesystem::path& folder, const Rows& words) {
    Rows found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        for (const std::string& word : words) {
            if (bytes.find(word) != std::string::npos) {
                found.push_back(entry.path().filename().string() + ": " + word);
            }
        }
    }
    return found;
}

cases::TruckEntry entry(const std::string& truck, const std::string& id, cases::Said said) {
    return {.truck = make::truck_id(truck),
            .entry = {.at = time("2026-01-20T08:00:00Z"),
                      .said = std::move(said),
                      .about = cases::CaseId::from("B1").value(),
                      .id = cases::EntryId::from(id).value(),
                      .by = "Li"}};
}

truck::Customer customer(const CustomerId& id, const std::string& number) {
    return {.id = id,
            .dealer = DealerId::from("D1").value(),
            .name = name,
            .contact = name,
            .phone = number};
}

struct Shop {
    File file;
    std::unique_ptr<sql::Connection> database = sql::open_sqlite(file.path("shop.db"), {});
    metrics::Registry registry;
    ingest::Counters counters{registry};
    std::optional<ingest::Engine> engine;
    Time now = time("2026-02-01T01:00:00Z");

    Shop() {
        store::migrate(*database);
        engine.emplace(*database, counters, ingest::EngineOptions{});
        enter({due::Plan{.id = PlanId::from("P1").value(),
                         .version = 1,
                         .items = {{.key = "oil", .every = {.days = 180}}}},
               customer(his_id, old_phone), customer(his_id, phone)});
        own("TRUCK001", his_id);
        enter({due::Completion{.truck = make::truck_id("TRUCK001"),
                               .item = "oil",
                               .at = time("2026-01-30"),
                               .note = "ask " + name},
               entry("TRUCK001", "e1",
                     cases::Opened{.caller = name, .phone = phone, .words = name + " stands"}),
               entry("TRUCK001", "e2", cases::Note{.words = "called " + phone + " twice"}),
               uptime::Correction{.truck = make::truck_id("TRUCK001"),
                                  .id = "u1",
                                  .from = time("2026-01-21"),
                                  .to = time("2026-01-22"),
                                  .condition = uptime::Condition::planned,
                                  .by = "Li",
                                  .reason = name + " was on holiday",
                                  .entered = now}});
        hear("TRUCK001");
        write_down();
    }
    void enter(const std::vector<store::Fact>& facts) {
        store::append(*database, facts, now);
        settle();
    }
    void own(const std::string& truck, const CustomerId& owner) {
        enter({truck::TruckRecord{.id = make::truck_id(truck),
                                  .plan = PlanId::from("P1").value(),
                                  .delivered = make::day("2026-01-31"),
                                  .agreement = "gold of " + name},
               truck::Ownership{make::truck_id(truck), owner, time("2026-01-01")}});
    }
    void settle() {
        for (int i = 0; i < 4; ++i) {
            engine->tick(now);
            engine->flush();
        }
    }
    void hear(const std::string& truck) {
        engine->take({{ingest::batch(make::truck_id(truck), Stream::events, 1, 30)}}, now);
        engine->take({{ingest::batch(make::truck_id(truck), Stream::meters, 1, 30)}}, now);
        settle();
    }
    // Beside the journal.
    void write_down() {
        store::put_record(*database, store::contacts_table(),
                          {std::string("K1"),
                           std::string("C1"),
                           name,
                           std::string("driver"),
                           phone,
                           mail,
                           {},
                           {},
                           {},
                           {},
                           {},
                           {},
                           std::string("likes " + name)});
        store::put_record(*database, store::interactions_table(),
                          {std::string("I1"),
                           std::string("C1"),
                           std::string("TRUCK001"),
                           std::string("K1"),
                           std::int64_t{1'769'900'000'000},
                           std::int64_t{0},
                           {},
                           name + " was content",
                           {},
                           {},
                           {},
                           std::string("Li")});
        store::put_recipient(*database,
                             {.id = "r1",
                              .name = name,
                              .scope = {.hears = customers::Hears::customer, .subject = "C1"},
                              .channels = {{.channel = "mail", .address = mail}}});
        database->execute(
            "INSERT INTO deliveries (id, recipient, state, chain, channel, planned_ms,"
            " next_try_ms, message) VALUES ('m1', 'r1', 0, 'mail\t" +
            mail + "', 'mail', 0, 0, 'Dear " + name + "')");
        const auto tasks = store::tasks_of(*database, make::truck_id("TRUCK001"));
        REQUIRE_FALSE(tasks.empty());
        REQUIRE(store::enter_outcome(
            *database,
            {.tasks = {tasks.front().number},
             .outcome = {.on = day_of(now), .by = "Li", .words = name + " asks for " + mail}},
            now));
    }
    Rows technical() {
        Rows all;
        for (std::string& row : support::column(
                 *database,
                 "SELECT truck || source || ' ' || ref || ' ' || from_ms || ' ' || to_ms || ' ' ||"
                 " is_open || ' ' || said FROM evidence ORDER BY 1")) {
            all.push_back(std::move(row));
        }
        for (std::string& row :
             support::column(*database,
                             "SELECT truck || episode || ' ' || spn || ' ' || state || ' ' ||"
                             " opened_ms FROM episodes ORDER BY 1")) {
            all.push_back(std::move(row));
        }
        return all;
    }
    Result<store::Erased> erase(std::optional<std::string> contact = std::nullopt) {
        engine.reset();
        return store::erase_person(*database, {.customer = his_id, .contact = std::move(contact)});
    }
};

}  // namespace

TEST_CASE(
    "of a customer who is erased nothing is left, nor in a backup, and the trucks are as before",
    "[erase]") {
    Shop shop;
    CHECK(found_in(shop.file.folder, his).size() >= his.size());
    const Rows before = shop.technical();
    REQUIRE(before.size() > 30);
    REQUIRE(shop.erase());
    sql::copy_sqlite(*shop.database, shop.file.path("backup.db"));
    CHECK(found_in(shop.file.folder, his) == Rows{});
    CHECK(shop.technical() == before);
    shop.database.reset();
    CHECK(found_in(shop.file.folder, his) == Rows{});
}

TEST_CASE("a rebuild makes the tables that erasing left", "[erase]") {
    Shop shop;
    REQUIRE(shop.erase());
    const std::string left = support::derived_dump(*shop.database);
    ingest::rebuild(*shop.database);
    CHECK(support::derived_dump(*shop.database) == left);
    CHECK(found_in(shop.file.folder, his) == Rows{});
    // Life goes on.
    shop.engine.emplace(*shop.database, shop.counters, ingest::EngineOptions{});
    shop.now += 24h;
    shop.settle();
    CHECK(support::column(*shop.database, "SELECT name || contact || phone FROM customers") ==
          Rows{"***"});
}

TEST_CASE("who is called the same and is another's customer stays as he is", "[erase]") {
    Shop shop;
    shop.enter({customer(other_id, "13300002222")});
    shop.own("TRUCK002", other_id);
    shop.enter({entry("TRUCK002", "e1", cases::Opened{.caller = name})});
    REQUIRE(shop.erase());
    CHECK(support::column(*shop.database, "SELECT name FROM customers WHERE customer = 'C2'") ==
          Rows{name});
    const auto trucks = store::trucks_of_customer(*shop.database, other_id);
    const auto words = store::words_of(*shop.database, {.customer = other_id, .contact = {}});
    CHECK(words == Rows{name, "13300002222"});
    const auto rows = store::rows_of_person(*shop.database, {.customer = other_id, .contact = {}},
                                            {.words = words, .trucks = trucks, .change = {}});
    REQUIRE(rows.back().table == "named in");
    CHECK_FALSE(rows.back().rows.empty());
}

TEST_CASE("of one contact his own words go, and his customer stays", "[erase]") {
    Shop shop;
    shop.enter({truck::Customer{.id = his_id,
                                .dealer = DealerId::from("D1").value(),
                                .name = "Fast Freight",
                                .contact = name,
                                .phone = "075512345678"}});
    REQUIRE(shop.erase("K1"));
    CHECK(found_in(shop.file.folder, {phone, mail}) == Rows{});
    CHECK(support::column(*shop.database,
                          "SELECT name || '|' || contact || '|' || phone FROM customers"
                          " WHERE customer = 'C1'") == Rows{"Fast Freight|***|075512345678"});
    CHECK_FALSE(shop.erase("K1"));
}

TEST_CASE("an id that holds his number is refused, and nothing is changed", "[erase]") {
    Shop shop;
    shop.own("TRUCK" + phone, his_id);
    const auto erased = shop.erase();
    REQUIRE_FALSE(erased);
    CHECK(erased.error().message ==
          "the id \"TRUCK" + phone + "\" holds his name or number: it cannot be taken out");
    CHECK(support::column(*shop.database, "SELECT phone FROM customers") == Rows{phone});
}
