#pragma once
// Two dealers, three customers and their trucks, as the journal makes them: everything in it that
// could show whose it is says so in its text.
//
//   DEALER-1   CUST-A  TRUCKA01
//              CUST-B  TRUCKB01, and TRUCKT01 since February; before, it was CUST-A's
//   DEALER-2   CUST-X  TRUCKX01
//   nobody             TRUCKU01, which was heard and never entered

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backend/access/tokens.hpp"
#include "backend/http/router.hpp"
#include "backend/ingest/engine.hpp"
#include "backend/store/inputs/fact.hpp"
#include "tests/support/make.hpp"
#include "tests/support/store.hpp"

namespace roadworthy::http {

inline const std::vector<std::string> customer_ids = {"CUST-A", "CUST-B", "CUST-X", "CUST-none"};
// TRUCKT01's F1, of January, is CUST-A's, its F3 CUST-B's; B1 was opened for TRUCKA01 and TRUCKX01.
inline const std::vector<std::string> case_ids = {"F1", "F3", "B1", "none"};
inline const std::vector<std::string> truck_ids = {"TRUCKA01", "TRUCKB01", "TRUCKX01",
                                                   "TRUCKT01", "TRUCKU01", "TRUCK404"};

class Tenants {
public:
    Tenants();

    // Noon of 2 March 2026; the trucks were heard until the evening before.
    static Time now() { return make::time("2026-03-02T12:00:00Z"); }

    sql::Connection& database() { return *database_; }
    Services services();
    std::string token(store::Scope scope);
    // More that people enter, now.
    void enter(const std::vector<store::Fact>& facts);
    // As the serving program answers: what has to be applied first is.
    Response answer(Router& router, const Request& request);
    std::string administrator() { return token(store::Scope::everything()); }

    std::vector<std::string> failures;  // what /healthz shall say

private:
    void enter();
    void hear(const std::string& truck);
    void deliver();
    void score(const std::string& truck, int settled);

    std::unique_ptr<sql::Connection> database_ = support::empty_store();
    metrics::Registry registry_;
    ingest::Counters counters_{registry_};
    ingest::Engine engine_{*database_, counters_};
};

inline store::Scope dealer(std::string_view id) {
    return store::Scope::of(DealerId::from(id).value());
}
inline store::Scope customer(std::string_view id) {
    return store::Scope::of(CustomerId::from(id).value());
}

}  // namespace roadworthy::http
