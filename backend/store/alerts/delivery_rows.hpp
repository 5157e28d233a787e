#pragma once
// The table `deliveries`, a transactional outbox: what is to be sent stands in it before anybody
// sends it, a try stands in it before it is made, and its outcome after.
//
// What survives a power cut: what was committed. A try whose outcome is missing was perhaps made;
// `recover` says so when the program starts, and the message goes out again under the same id.
// Each function works in the caller's transaction.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/customers/delivery.hpp"
#include "backend/customers/recipient.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

struct Delivery {
    std::int64_t row = 0;
    std::string id;
    std::optional<std::int64_t> alert;  // none: a digest
    std::string recipient;
    std::optional<Time> digest;             // of a digest: its time
    std::optional<std::int64_t> in_digest;  // the row of the digest of which this is a line
    bool is_over_cap = false;
    bool is_urgent = false;
    bool breaks_quiet = false;
    customers::DeliveryState state = customers::DeliveryState::waiting;
    std::vector<customers::ChannelAddress> chain;
    std::size_t position = 0;  // of the channel that is tried
    std::uint32_t tries = 0;
    std::uint32_t failures = 0;  // of the present channel
    std::uint32_t possible_repeats = 0;
    bool is_uncertain = false;  // a try may have arrived
    Time planned;
    std::optional<Time> first_try;  // of the present channel
    Time next_try;
    std::optional<Time> ended;
    std::optional<int> code;
    std::string receipt;
    std::string subject;
    std::string message;  // empty: not composed yet, or ended
    friend bool operator==(const Delivery&, const Delivery&) = default;
};

// ---- From an alert to its messages

struct Told {
    std::string recipient;
    bool is_by_digest = false;
};
// Who was told what came before the n-th alert of a matter: each once, by the latest way.
std::vector<Told> told_before(sql::Connection& connection, std::string_view truck,
                              std::string_view matter, int n);

// Messages that a recipient has from `from` until before `until`; lines of digests do not count.
std::uint32_t messages_planned(sql::Connection& connection, const std::string& recipient, Time from,
                               Time until);

// False: the recipient has a row of this alert already.
bool insert_delivery(sql::Connection& connection, const Delivery& delivery);
// The recipient's digest of that time, made if it is not there; nothing if it has been sent already.
std::optional<std::int64_t> digest_for(sql::Connection& connection, const Delivery& digest);
// What the recipient was to be told of a matter before its n-th alert, and never was.
void replace_waiting(sql::Connection& connection, std::string_view recipient,
                     std::string_view truck, std::string_view matter, int n);
void mark_untold(sql::Connection& connection, std::int64_t alert, customers::Untold reason);

// ---- Sending

// What a channel should send next: urgent ones first, then what is due longest. What is not urgent
// waits for what the same recipient is to be told of the same matter before it.
std::optional<Delivery> next_due(sql::Connection& connection, const std::string& channel, Time now);
std::vector<std::string> channels_due(sql::Connection& connection, Time now);

std::optional<Delivery> delivery(sql::Connection& connection, std::int64_t row);
std::vector<Delivery> lines_of(sql::Connection& connection, std::int64_t digest);
// Everything that can change of a row.
void update_delivery(sql::Connection& connection, const Delivery& delivery);
// Tries that were begun and have no outcome may be made again; how many those are.
std::int64_t recover(sql::Connection& connection, Time now);

// ---- How it stands

struct OutboxFigures {
    std::int64_t alerts_waiting = 0;  // that may be told, and are not in the outbox yet
    std::optional<Time> oldest_alert;
    std::int64_t waiting = 0;
    std::int64_t trying = 0;
    std::int64_t tried = 0;
    std::int64_t given_up = 0;
    std::optional<Time> oldest_due;  // since when the longest overdue message should have gone
    std::int64_t untold = 0;         // alerts that concerned nobody who is entered
};
OutboxFigures outbox_figures(sql::Connection& connection, Time now);

}  // namespace roadworthy::store
