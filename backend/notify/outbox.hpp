#pragma once
// What goes out next, and what became of what went: the outbox's rows, moved on. In the caller's
// transaction: a try is committed before it is made, its outcome after.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/notify/channels/channel.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/decide/progress.hpp"
#include "backend/notify/people.hpp"
#include "backend/notify/wording.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

struct Sending {
    std::int64_t row = 0;
    Outgoing message;
};

class Outbox {
public:
    Outbox(sql::Connection& connection, People& people, Wording wording, RetryRules rules)
        : connection_(connection), people_(people), wording_(std::move(wording)), rules_(rules) {}

    // The channel's next, as a try that is begun; nothing is due for it.
    std::optional<Sending> begin(const std::string& channel, Time now);
    void end(std::int64_t row, const Receipt& receipt, Time now);
    // Everything that waits for a channel which nobody has configured.
    void refuse_all(const std::string& channel, Time now);

private:
    void end(store::Delivery row, const Receipt& receipt, Time now);
    void compose(store::Delivery& row, const Person& to, Time now);

    sql::Connection& connection_;
    People& people_;
    Wording wording_;
    RetryRules rules_;
};

}  // namespace roadworthy::notify
