#include "backend/customers/customer_record.hpp"

#include <catch2/catch.hpp>
#include <string_view>

#include "backend/due/due.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/faults/severity.hpp"
#include "backend/truck/registry.hpp"
#include "backend/uptime/availability.hpp"
#include "common/ids.hpp"
#include "common/time.hpp"
#include "tests/backend/subjects/values.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using customers::TruckCare;
using make::after;
using namespace std::chrono_literals;

namespace {

TruckCare care(std::string_view truck) {
    return {.record = {.id = make::truck_id(truck)}, .uptime = {.up = 20h, .unknown = 4h}};
}

due::DueRow calendar_item(int day) {
    const Day due = day_of(after(day));
    return {.item = "inspection", .window = due::Window{due, due, due}, .calendar = due};
}

faults::Episode episode(faults::Action action) {
    faults::Episode episode;
    episode.severity.action = action;
    return episode;
}

}  // namespace

TEST_CASE("a customer's record counts what his trucks need, the most urgent truck first",
          "[customer_record]") {
    const truck::Customer customer{.id = CustomerId::from("k1").value(),
                                   .dealer = DealerId::from("d1").value()};
    auto well = care("TRUCK001");
    well.due = {calendar_item(300)};
    auto soon = care("TRUCK002");
    soon.due = {calendar_item(110), calendar_item(100), due::DueRow{.item = "oil"}};
    auto overdue = care("TRUCK003");
    overdue.due = {calendar_item(50)};
    auto broken = care("TRUCK004");
    broken.faults = {episode(faults::Action::stop_now), episode(faults::Action::workshop_soon),
                     episode(faults::Action::log)};
    const auto record =
        customers::customer_record(customer, {well, soon, overdue, broken}, day_of(after(100)));
    CHECK(record.trucks == std::vector{broken, overdue, soon, well});
    CHECK(record.counts == customers::CareCounts{.trucks = 4,
                                                 .overdue = 1,
                                                 .due = 1,
                                                 .soon = 1,
                                                 .unknown = 1,
                                                 .stop_now = 1,
                                                 .workshop_soon = 1});
    CHECK(record.uptime == uptime::Totals{.up = 80h, .unknown = 16h});
}

TEST_CASE("a customer without a truck has an empty record", "[customer_record]") {
    const truck::Customer customer{.id = CustomerId::from("k1").value(),
                                   .dealer = DealerId::from("d1").value()};
    const auto record = customers::customer_record(customer, {}, day_of(after(100)));
    CHECK(record.trucks.empty());
    CHECK(record.counts == customers::CareCounts{});
}
