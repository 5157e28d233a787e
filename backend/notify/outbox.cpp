#include "backend/notify/outbox.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "backend/customers/delivery.hpp"
#include "backend/exchange/words.hpp"
#include "backend/notify/channels/channel.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/decide/progress.hpp"
#include "backend/notify/message/compose.hpp"
#include "backend/notify/message/digest.hpp"
#include "backend/notify/wording.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using customers::DeliveryState;
using nlohmann::json;

std::string stored(const Composed& composed, const Reader& reader, Time now) {
    const json form = {{"composed_ms", milliseconds_of(now)},
                       {"language", reader.language == exchange::Language::zh ? "zh" : "en"},
                       {"subject", composed.subject},
                       {"text", composed.text},
                       {"html", composed.html},
                       {"payload", composed.payload}};
    return form.dump(-1, ' ', false, json::error_handler_t::replace);
}

Outgoing outgoing(const store::Delivery& row) {
    auto id = DeliveryId::from(row.id);
    const json form = json::parse(row.message, nullptr, false);
    if (!id || !form.is_object()) {
        throw sql::Failure(sql::Fault::corrupt, "a stored message: " + row.id);
    }
    return {.id = std::move(*id),
            .composed = time_of_milliseconds(form.at("composed_ms").get<std::int64_t>()),
            .language = form.at("language").get<std::string>(),
            .to = row.chain.at(row.position).address,
            .subject = form.at("subject").get<std::string>(),
            .text = form.at("text").get<std::string>(),
            .html = form.at("html").get<std::string>(),
            .payload = form.at("payload").get<std::string>()};
}

bool is_open(const store::Delivery& row) {
    return row.state == DeliveryState::waiting || row.state == DeliveryState::trying ||
           row.state == DeliveryState::tried;
}

}  // namespace

std::optional<Sending> Outbox::begin(const std::string& channel, Time now) {
    while (auto row = store::next_due(connection_, channel, now)) {
        const auto to = people_.person(row->recipient);
        if (!to) {
            row->state = DeliveryState::given_up;
            row->ended = now;
            row->receipt = "the recipient was taken off";
            row->message.clear();
            store::update_delivery(connection_, *row);
            continue;
        }
        const Time allowed = row->is_urgent ? now : not_quiet(*to, now);
        if (allowed > now) {  // it failed until his quiet hours began, or we were not running
            row->next_try = allowed;
            store::update_delivery(connection_, *row);
            continue;
        }
        if (row->message.empty()) {
            compose(*row, *to, now);
        }
        row->state = DeliveryState::trying;
        row->first_try = row->first_try.value_or(now);
        row->possible_repeats += row->is_uncertain ? 1U : 0U;
        ++row->tries;
        store::update_delivery(connection_, *row);
        return Sending{.row = row->row, .message = outgoing(*row)};
    }
    return std::nullopt;
}

void Outbox::compose(store::Delivery& row, const Person& to, Time now) {
    const Reader reader = reader_of(to, now);
    Composed composed;
    if (row.alert) {
        const auto subject = store::alert(connection_, *row.alert);
        if (!subject) {
            throw sql::Failure(sql::Fault::corrupt, "an alert that is to be told is not there");
        }
        composed = notify::compose(wording_.alert(row, *subject, to.recipient, now), reader);
    } else {
        composed = compose_digest(wording_.digest(row, to.recipient, now), reader);
    }
    row.subject = composed.subject;
    row.message = stored(composed, reader, now);
}

void Outbox::end(std::int64_t row, const Receipt& receipt, Time now) {
    if (auto found = store::delivery(connection_, row); found && is_open(*found)) {
        end(std::move(*found), receipt, now);
    }
}

void Outbox::end(store::Delivery row, const Receipt& receipt, Time now) {
    const Progress progress =
        after({.state = row.state,
               .position = row.position,
               .failures = row.failures,
               .first = row.first_try,
               .next = row.next_try},
              {.delivery = row.id, .channels = row.chain.size(), .is_urgent = row.is_urgent},
              receipt, now, rules_);
    row.state = progress.state;
    row.position = progress.position;
    row.failures = progress.failures;
    row.first_try = progress.first;
    row.next_try = progress.next;
    row.is_uncertain = row.is_uncertain || may_have_arrived(receipt);
    row.code = receipt.code;
    row.receipt = receipt.detail;
    if (!is_open(row)) {
        row.ended = now;
        row.message.clear();
    }
    store::update_delivery(connection_, row);
}

void Outbox::refuse_all(const std::string& channel, Time now) {
    while (auto row = store::next_due(connection_, channel, now)) {
        end(std::move(*row),
            {.outcome = Outcome::refused, .detail = "no such channel is configured"}, now);
    }
}

}  // namespace roadworthy::notify
