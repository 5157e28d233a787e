#pragma once
// An alert as its reader is told it: what is known of the truck, the fault and whom to call, in his
// language. A customer who no longer owns the truck reads nothing that is the present owner's.

#include <string>
#include <utility>

#include "backend/customers/recipient.hpp"
#include "backend/notify/decide/hours.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "backend/store/alerts/alert_rows.hpp"
#include "backend/store/alerts/delivery_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {

Reader reader_of(const Person& person, Time now);

class Wording {
public:
    // public_url: of the HTTP interface as readers reach it; empty: messages have no links.
    Wording(sql::Connection& connection, std::string public_url)
        : connection_(connection), public_url_(std::move(public_url)) {}

    AlertMessage alert(const store::Delivery& delivery, const store::TruckAlert& subject,
                       const customers::Recipient& to, Time now);
    // Of its lines in the outbox, the gravest first.
    Digest digest(const store::Delivery& delivery, const customers::Recipient& to, Time now);

private:
    void put_fault(AlertMessage& message, const customers::Alert& alert, const std::string& model,
                   exchange::Language language);
    void put_callee(AlertMessage& message, const customers::Recipient& to,
                    const std::string& workshop, const customers::Alert& alert);
    std::string link(const store::TruckAlert& subject, const customers::Recipient& to, Time now);
    std::string case_page(const store::TruckAlert& subject, const customers::Recipient& to,
                          Time now);

    sql::Connection& connection_;
    std::string public_url_;
};

}  // namespace roadworthy::notify
