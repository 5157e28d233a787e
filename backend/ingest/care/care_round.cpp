#include "backend/ingest/care/care_round.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "backend/customers/care/tasks.hpp"
#include "backend/customers/care/timetable.hpp"
#include "backend/store/care/care_of_truck.hpp"
#include "backend/store/care/contact_plan.hpp"
#include "backend/store/care/round_rows.hpp"
#include "backend/store/care/task_rows.hpp"
#include "backend/store/care/timetable_rows.hpp"
#include "backend/store/derived/tables.hpp"
#include "backend/store/derived/truck_rows.hpp"
#include "backend/store/schema.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::ingest {

CareRound::CareRound(sql::Connection& connection)
    : connection_(connection), tables_(connection, store::Version::live) {}

bool CareRound::step(Time now, std::size_t most) {
    const Day today = day_of(now);
    if (const auto waiting = store::awaiting_care(connection_, most); !waiting.empty()) {
        sql::Transaction transaction(connection_);
        take(waiting, now);
        for (const TruckId& truck : waiting) {
            store::care_taken(connection_, truck);
        }
        transaction.commit();
        return true;
    }
    store::CareRoundPlace place = store::care_round(connection_);
    if (place.is_done && place.day == today) {
        return false;
    }
    if (place.day != today) {
        place = {.day = today, .after = std::nullopt, .is_done = false};
    }
    const auto trucks = store::trucks_after(tables_, place.after, most);
    place.is_done = trucks.size() < most;
    if (!trucks.empty()) {
        place.after = trucks.back();
    }
    sql::Transaction transaction(connection_);
    take(trucks, now);
    store::set_care_round(connection_, place);
    transaction.commit();
    return !place.is_done;
}

void CareRound::take(const std::vector<TruckId>& trucks, Time now) {
    const care::Timetable timetable = store::timetable_in_force(connection_);
    concerned_.clear();
    for (const TruckId& truck : trucks) {
        take(truck, timetable, now);
    }
    for (const CustomerId& customer : concerned_) {
        store::plan_contacts(connection_, customer, timetable, now);
    }
}

void CareRound::take(const TruckId& truck, const care::Timetable& timetable, Time now) {
    const auto dossier = store::find_dossier(tables_, truck);
    if (!dossier) {
        return;
    }
    std::vector<store::StoredTask> stored = store::tasks_of(connection_, truck);
    std::vector<care::Task> tasks;
    tasks.reserve(stored.size());
    for (const store::StoredTask& one : stored) {
        tasks.push_back(one.task);
    }
    care::take(tasks, store::known_for_care(tables_, *dossier, timetable, now), timetable,
               day_of(now));
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (i == stored.size()) {
            stored.push_back({.number = 0, .truck = truck, .task = {}, .planned = {}});
        }
        const bool is_open = tasks[i].state == care::TaskState::open;
        if (is_open && tasks[i].customer) {
            concerned_.insert(*tasks[i].customer);
        }
        if (stored[i].number == 0 || stored[i].task != tasks[i]) {
            stored[i].task = std::move(tasks[i]);
            store::put_task(connection_, stored[i], timetable.persistence, now);
        }
    }
}

}  // namespace roadworthy::ingest
