#include "backend/notify/wording.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/access/links.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/alerts.hpp"
#include "backend/customers/coverage.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "backend/notify/message/phrases.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/customers.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/faults/rule_book.hpp"
#include "backend/store/views/trucks.hpp"
#include "backend/store/views/workshop_book.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using exchange::Language;

Language language_of(const customers::Recipient& to) {
    return exchange::language_of(to.language).value_or(Language::zh);
}

}  // namespace

Reader reader_of(const Person& person, Time now) {
    return {
        .language = language_of(person.recipient),
        .utc_offset = std::chrono::floor<std::chrono::minutes>(person.zone.stretch(now).offset)};
}

AlertMessage Wording::alert(const store::Delivery& delivery, const store::TruckAlert& subject,
                            const customers::Recipient& to, Time now) {
    const auto everything = store::Scope::everything();
    const customers::Alert& alert = subject.alert;
    AlertMessage message{.delivery = delivery.id,
                         .alert = subject.truck.text() + '-' + alert.matter,
                         .kind = alert.kind,
                         .truck = {.id = subject.truck.text()},
                         .action = alert.action,
                         .action_before = alert.action_before,
                         .happened = alert.happened,
                         .heard = alert.heard,
                         .composed = now,
                         .active = alert.active,
                         .breaks_quiet_hours = delivery.breaks_quiet};
    message.coverage =
        store::coverage_of(connection_, alert.id).value_or(customers::PaperVerdict{});
    const Language language = language_of(to);
    std::string model;
    std::string workshop;
    if (const auto truck = views::truck(connection_, everything, subject.truck)) {
        model = truck->record.model;
        if (truck->customer == alert.customer) {
            message.truck.plate = truck->record.plate;
            message.truck.vin = truck->record.vin;
            workshop = truck->record.workshop;
        }
    }
    if (alert.stage) {
        message.stage = phrase(static_cast<cases::Stage>(*alert.stage), language);
    }
    put_fault(message, alert, model, language);
    put_callee(message, to, workshop, alert);
    message.link = link(subject, to, now);
    return message;
}

// Who has a token can ask for more; a customer's people have the page of the case and nothing else.
std::string Wording::link(const store::TruckAlert& subject, const customers::Recipient& to,
                          Time now) {
    if (public_url_.empty()) {
        return {};
    }
    return to.scope.hears == customers::Hears::customer
               ? case_page(subject, to, now)
               : public_url_ + "/api/v1/faults?truck=" + subject.truck.text();
}

// Of a case that is his. Only hashes of links are kept, so each message has one of its own. What is no
// case has no page.
std::string Wording::case_page(const store::TruckAlert& subject, const customers::Recipient& to,
                               Time now) {
    const auto id = cases::CaseId::from(subject.alert.matter);
    const auto found =
        id ? views::find_case(connection_, store::Scope::everything(), subject.truck, *id)
           : std::nullopt;
    if (!found || !found->truck.customer || found->truck.customer->text() != to.scope.subject) {
        return {};
    }
    const auto made = access::add_case_link(
        connection_,
        {.truck = subject.truck,
         .about = found->told.id,
         .customer = found->truck.customer,
         .made_by = "alert " + std::to_string(subject.alert.id) + " to " + to.id},
        now);
    return access::address_of(made, public_url_);
}

void Wording::put_fault(AlertMessage& message, const customers::Alert& alert,
                        const std::string& model, Language language) {
    if (!alert.fault) {
        message.title = phrase(Phrase::case_title, language);
        return;
    }
    views::FaultWords words(connection_, language == Language::zh ? "zh" : "en");
    faults::Description said = words.describe({.key = *alert.fault, .model = model});
    message.title = std::move(said.title);
    message.meaning = std::move(said.meaning);
    message.notice = std::move(said.notice);
    message.what_to_do = std::move(said.what_to_do);
    const auto own = views::own_rules(connection_);
    for (const std::string& rule : alert.reasons) {
        message.reasons.push_back(exchange::rule_name(rule, own, language));
    }
}

// People of a customer call the workshop, the workshop's people call the customer.
void Wording::put_callee(AlertMessage& message, const customers::Recipient& to,
                         const std::string& workshop, const customers::Alert& alert) {
    const auto customer =
        alert.customer ? views::customer(connection_, store::Scope::everything(), *alert.customer)
                       : std::nullopt;
    if (customer) {
        message.truck.customer = customer->customer.name;
    }
    if (to.scope.hears != customers::Hears::customer) {
        if (customer) {
            message.call = {.name = customer->customer.contact, .phone = customer->customer.phone};
        }
    } else if (!workshop.empty()) {
        views::WorkshopBook book(connection_);
        const auto& page = book.page(workshop);
        message.call = {.name = page.workshop.name, .phone = page.workshop.phone};
    }
}

Digest Wording::digest(const store::Delivery& delivery, const customers::Recipient& to, Time now) {
    Digest digest{.delivery = delivery.id, .composed = now, .most_a_day = to.most_a_day};
    for (const store::Delivery& line : store::lines_of(connection_, delivery.row)) {
        if (const auto subject =
                line.alert ? store::alert(connection_, *line.alert) : std::nullopt) {
            digest.alerts.push_back(alert(line, *subject, to, now));
            digest.over_cap += line.is_over_cap ? 1 : 0;
        }
    }
    std::ranges::stable_sort(digest.alerts, std::ranges::greater{}, &AlertMessage::action);
    return digest;
}

}  // namespace roadworthy::notify
