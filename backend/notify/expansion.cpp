#include "backend/notify/expansion.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend/customers/alerts.hpp"
#include "backend/customers/delivery.hpp"
#include "backend/notify/decide/decide.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/people.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/cover_book.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using customers::DeliveryState;

std::string hashed(const std::string& text) {
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx",
                  static_cast<unsigned long long>(fnv1a64(text)));
    return digits.data();
}

// One alert, and all that its decision needs.
class Expansion {
public:
    Expansion(sql::Connection& connection, const std::vector<Person>& people,
              const store::TruckAlert& subject, Time now)
        : connection_(connection), people_(people), subject_(subject), now_(now) {}

    void write() {
        const customers::Alert& alert = subject_.alert;
        if (!store::mark_told(connection_, alert.id, now_)) {
            return;
        }
        const auto truck = views::truck(connection_, store::Scope::everything(), subject_.truck);
        cover(truck);
        matter_ = matter(truck);
        const std::vector<Listener> listeners = all_listeners();
        const Decision decision = decide(matter_, listeners, now_);
        for (const Telling& telling : decision.tellings) {
            write(telling, listeners[telling.listener].person);
        }
        if (decision.untold) {
            store::mark_untold(connection_, alert.id, *decision.untold);
        }
    }

private:
    // Whoever hears of it hears the same, also tomorrow in a digest.
    void cover(const std::optional<views::TruckRow>& truck) const {
        const customers::Alert& alert = subject_.alert;
        truck::TruckRecord record =
            truck ? truck->record : truck::TruckRecord{.id = subject_.truck};
        if (truck && truck->customer != alert.customer) {
            record.agreement.clear();  // somebody else's
        }
        store::set_coverage(connection_, alert.id,
                            views::CoverBook(connection_).of(record, alert).front());
    }

    Matter matter(const std::optional<views::TruckRow>& truck) const {
        const customers::Alert& alert = subject_.alert;
        const auto everything = store::Scope::everything();
        Matter matter{.kind = alert.kind,
                      .action = alert.action,
                      .role = alert.role,
                      .is_for_digest = alert.is_digest};
        if (alert.customer) {
            matter.customer = alert.customer->text();
            if (const auto found = views::customer(connection_, everything, *alert.customer)) {
                matter.dealer = found->customer.dealer.text();
            }
        }
        // A truck that was sold since has another's home: its workshop is told of its own time.
        if (truck && truck->customer == alert.customer) {
            matter.workshop = truck->record.workshop;
        }
        return matter;
    }

    std::vector<Listener> all_listeners() const {
        const customers::Alert& alert = subject_.alert;
        const auto told =
            store::told_before(connection_, subject_.truck.text(), alert.matter, alert.n);
        std::vector<Listener> listeners;
        listeners.reserve(people_.size());
        for (const Person& person : people_) {
            Listener& one = listeners.emplace_back();
            one.person = person;
            if (!is_in_scope(person.recipient.scope, matter_)) {
                continue;
            }
            one.load = load_of(person);
            const auto found =
                std::ranges::find(told, person.recipient.id, &store::Told::recipient);
            if (found != told.end()) {
                one.told = found->is_by_digest ? Way::digest : Way::message;
            }
        }
        return listeners;
    }

    Load load_of(const Person& person) const {
        const Span today = local_day(person.zone, now_);
        const Span tomorrow = local_day(person.zone, today.until);
        const auto count = [&](const Span& day) {
            return store::messages_planned(connection_, person.recipient.id, day.from, day.until);
        };
        return {.today = count(today), .later = count(tomorrow)};
    }

    store::Delivery row_for(const Telling& telling, const Person& person) const {
        return {.id = delivery_id(subject_, person.recipient.id),
                .alert = subject_.alert.id,
                .recipient = person.recipient.id,
                .is_over_cap = telling.is_over_cap,
                .is_urgent = is_urgent(matter_),
                .breaks_quiet = telling.breaks_quiet,
                .chain = person.recipient.channels,
                .planned = telling.at,
                .next_try = telling.at};
    }

    void write(const Telling& telling, const Person& person) {
        const customers::Alert& alert = subject_.alert;
        store::Delivery row = row_for(telling, person);
        if (alert.kind == customers::AlertKind::upgraded) {
            store::replace_waiting(connection_, row.recipient, subject_.truck.text(), alert.matter,
                                   alert.n);
        }
        if (telling.way == Way::digest) {
            row.state = DeliveryState::in_digest;
            row.is_urgent = false;
            row.in_digest = digest(person, telling.at);
        }
        store::insert_delivery(connection_, row);
    }

    // One that has gone already (the clock was put back) takes no more lines.
    std::int64_t digest(const Person& person, Time at) {
        for (;; at = next_digest(person, at)) {
            const store::Delivery row{.id = digest_id(person.recipient.id, at),
                                      .alert = std::nullopt,
                                      .recipient = person.recipient.id,
                                      .digest = at,
                                      .chain = person.recipient.channels,
                                      .planned = at,
                                      .next_try = at};
            if (const auto found = store::digest_for(connection_, row)) {
                return *found;
            }
        }
    }

    sql::Connection& connection_;
    const std::vector<Person>& people_;
    const store::TruckAlert& subject_;
    Time now_;
    Matter matter_;
};

}  // namespace

std::size_t expand(sql::Connection& connection, People& people, Time now, std::size_t most) {
    const auto alerts = store::alerts_to_tell(connection, now, most);
    const std::vector<Person> all = alerts.empty() ? std::vector<Person>{} : people.all();
    for (const store::TruckAlert& alert : alerts) {
        Expansion(connection, all, alert, now).write();
    }
    return alerts.size();
}

std::string delivery_id(const store::TruckAlert& subject, const std::string& recipient) {
    const customers::Alert& alert = subject.alert;
    return subject.truck.text() + '.' + std::to_string(alert.n) + '.' +
           hashed(alert.matter + '\n' + std::to_string(milliseconds_of(alert.happened)) + '\n' +
                  std::to_string(static_cast<int>(alert.kind)) + '\n' + recipient);
}

std::string digest_id(const std::string& recipient, Time at) {
    return "digest." + iso(day_of(at)) + '.' +
           hashed(recipient + '\n' + std::to_string(milliseconds_of(at)));
}

}  // namespace roadworthy::notify
