// Nobody sees what is not his: every route, by path, list and query, with the ids of everybody.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/due/recalls.hpp"
#include "backend/exchange/say/due_csv.hpp"
#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/http/server.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "common/time.hpp"
#include "tests/backend/http/tenants.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/make.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
using nlohmann::json;

namespace {

// The real server over the tenants' database.
class Service {
public:
    Service() : thread_([this] { server_.run(); }) {}
    ~Service() {
        server_.stop();
        thread_.join();
    }
    HttpReply get(const std::string& target, const std::string& token) {
        return client_.get(target, token);
    }
    Tenants tenants;

private:
    Router router_{routes(), tenants.services()};
    Server server_{{}, [this](const Request& request) { return tenants.answer(router_, request); }};
    std::thread thread_;
    HttpClient client_{server_.port()};
};

struct Reader {
    store::Scope scope;
    std::set<std::string> customers;  // whom he may see
    std::set<std::string> trucks;     // that are theirs now
    std::vector<std::string> never;   // what no answer to him may contain
};

std::vector<Reader> readers() {
    return {
        {customer("CUST-A"),
         {"CUST-A"},
         {"TRUCKA01"},
         {"CUST-B", "CUST-X", "TRUCKB01", "TRUCKX01", "TRUCKU01", "plate of TRUCKT01",
          "vin of TRUCKT01", "DEALER-2"}},
        {customer("CUST-B"),
         {"CUST-B"},
         {"TRUCKB01", "TRUCKT01"},
         {"CUST-A", "CUST-X", "TRUCKA01", "TRUCKX01", "TRUCKU01", "DEALER-2"}},
        {customer("CUST-X"),
         {"CUST-X"},
         {"TRUCKX01"},
         {"CUST-A", "CUST-B", "TRUCKA01", "TRUCKB01", "TRUCKT01", "TRUCKU01", "DEALER-1"}},
        {dealer("DEALER-1"),
         {"CUST-A", "CUST-B"},
         {"TRUCKA01", "TRUCKB01", "TRUCKT01"},
         {"CUST-X", "TRUCKX01", "TRUCKU01", "DEALER-2"}},
        {dealer("DEALER-2"),
         {"CUST-X"},
         {"TRUCKX01"},
         {"CUST-A", "CUST-B", "TRUCKA01", "TRUCKB01", "TRUCKT01", "TRUCKU01", "DEALER-1"}},
        {dealer("DEALER-3"),
         {},
         {},
         {"CUST-A", "CUST-B", "CUST-X", "TRUCKA01", "TRUCKB01", "TRUCKX01", "TRUCKT01",
          "TRUCKU01"}},
    };
}

// What is tried for each parameter. A new parameter without a line here fails the test.
const std::map<std::string_view, std::vector<std::string>> values_of = {
    {"lang", {"en", "de"}},
    {"by", {"model", "engine", "km_band", "software", "system"}},
    {"source_address", {"0", "11"}},
    {"conversion_method", {"0", "1"}},
    {"limit", {"1", "2", "500"}},
    {"cursor", {}},  // by following the pages
    {"customer", customer_ids},
    {"truck", truck_ids},
    {"under", {"1", "1000"}},
    {"which", {"all", "open", "failed"}},
    {"state", {"open", "closed", "overdue,due,soon,not_due,unknown", "not_due"}},
    {"workshop", {"workshop of CUST-A", "workshop of CUST-B", "workshop of CUST-X"}},
    {"segment", {"long-haul"}},
    {"model", {"T7H"}},
    {"duty", {"long-haul"}},
    {"item", {"oil"}},
    {"criterion", {"distance", "calendar"}},
    {"tier", {"ordinary", "vip"}},
    {"agreement", {"yes", "no"}},
    {"order", {"rank", "day"}},
    {"format", {"csv", "json"}},
    {"kind", {"fault", "breakdown"}},
    {"owner", {"Li"}},
    {"late", {"yes", "no"}},
    {"weeks", {"1", "53"}},
    {"reason",
     {"other_vin", "no_plan", "no_delivery_date", "no_reading", "never_done", "care_escalated"}},
    {"group",
     {"truck", "customer", "model", "segment", "duty", "all", "item", "workshop", "month"}},
    {"condition", {"up", "planned", "unplanned", "unknown"}},
    {"horizon_days", {"1", "366"}},
    {"from_on", {"2026-01-01"}},
    {"to_on", {"2026-02-01"}},
    {"until_on", {"2027-02-01"}},
    {"escalated", {"yes", "no"}},
};

std::string replaced(std::string text, std::string_view mark, const std::string& by) {
    return text.replace(text.find(mark), mark.size(), by);
}

// A target for each value of each parameter, alone and beside each customer.
std::vector<std::string> targets_of(const Route& route) {
    const std::string pattern(route.pattern);
    std::vector<std::string> targets;
    if (pattern.find("{id}") != std::string::npos) {
        for (const auto& ids : {truck_ids, customer_ids}) {
            for (const std::string& one : ids) {
                targets.push_back(replaced(pattern, "{id}", one));
            }
        }
    } else {
        targets.push_back(pattern);
    }
    if (pattern.find("{case}") != std::string::npos) {
        std::vector<std::string> each;
        for (const std::string& target : targets) {
            for (const std::string& one : case_ids) {
                each.push_back(replaced(target, "{case}", one));
            }
        }
        return each;
    }
    if (targets.size() > 1) {
        return targets;
    }
    for (const std::string_view parameter : route.parameters) {
        for (const std::string& value : values_of.at(parameter)) {
            std::string query = std::string(parameter) + '=' + value;
            std::ranges::replace(query, ' ', '+');
            targets.push_back(pattern + '?' + query);
            for (const std::string& customer : customer_ids) {
                targets.push_back(pattern + "?customer=" + customer + '&' + query);
            }
        }
    }
    return targets;
}

// The bodies of all pages, each checked for what the reader must never see.
class Asking {
public:
    Asking(Service& service, const Reader& reader)
        : service_(service), reader_(reader), token_(service.tenants.token(reader.scope)) {}

    HttpReply get(const std::string& target) {
        HttpReply reply = service_.get(target, token_);
        INFO(target);
        CHECK(reply.status < 500);
        for (const std::string& secret : reader_.never) {
            CHECK_THAT(reply.body, !Catch::Contains(secret));
        }
        ++tried;
        return reply;
    }

    void get_all_pages(const std::string& target) {
        std::string next = target;
        for (int pages = 0; !next.empty(); ++pages) {
            REQUIRE(pages < 1000);
            const HttpReply reply = get(next);
            next.clear();
            const char joint = target.find('?') == std::string::npos ? '?' : '&';
            if (const auto cursor = reply.fields.find("next-cursor");
                cursor != reply.fields.end()) {
                next = target + joint + "cursor=" + cursor->second;
            }
            if (reply.status == 200 && reply.fields.at("content-type") == "application/json") {
                const json body = json::parse(reply.body);
                if (body.contains("next") && body["next"].is_string()) {
                    next = target + joint + "cursor=" + body["next"].get<std::string>();
                }
            }
        }
    }

    std::set<std::string> listed(const std::string& target, const char* key) {
        std::set<std::string> found;
        const json body = json::parse(get(target).body);
        for (const json& item : body.at("items")) {
            found.insert(item.at(key).is_string() ? item.at(key).get<std::string>() : "");
        }
        return found;
    }

    int tried = 0;

private:
    Service& service_;
    const Reader& reader_;
    std::string token_;
};

}  // namespace

TEST_CASE("no token gets a row of somebody else out of any route", "[isolation]") {
    Service service;
    for (const Reader& reader : readers()) {
        Asking asking(service, reader);
        for (const Route& route : routes()) {
            for (const std::string& target : targets_of(route)) {
                asking.get_all_pages(target);
            }
        }
        CHECK(asking.tried > 200);
    }
}

TEST_CASE("each token lists exactly its own, and finds nothing else by its id", "[isolation]") {
    Service service;
    for (const Reader& reader : readers()) {
        Asking asking(service, reader);
        CHECK(asking.listed("/api/v1/trucks", "truck") == reader.trucks);
        CHECK(asking.listed("/api/v1/customers", "customer") == reader.customers);
        CHECK(asking.listed("/api/v1/due", "truck") == reader.trucks);
        CHECK(asking.listed("/api/v1/visits", "truck") == reader.trucks);
        CHECK(asking.listed("/api/v1/faults", "truck") == reader.trucks);
        std::set<std::string> told = reader.trucks;
        if (reader.customers.contains("CUST-A")) {
            told.insert("TRUCKT01");  // of the time when it was his
        }
        CHECK(asking.listed("/api/v1/alerts", "truck") == told);
        CHECK(asking.listed("/api/v1/uptime?group=customer", "key") == reader.customers);
        for (const std::string& id : truck_ids) {
            const unsigned wanted = reader.trucks.contains(id) ? 200 : 404;
            CHECK(asking.get("/api/v1/trucks/" + id).status == wanted);
            CHECK(asking.get("/api/v1/trucks/" + id + "/visits").status == wanted);
        }
        for (const std::string& id : customer_ids) {
            const unsigned wanted = reader.customers.contains(id) ? 200 : 404;
            CHECK(asking.get("/api/v1/customers/" + id).status == wanted);
            for (const char* month : {"2026-01", "2026-02", "2026-03"}) {
                const std::string report = "/report?lang=en&month=" + std::string(month);
                CHECK(asking.get("/api/v1/customers/" + id + report).status == wanted);
            }
            for (const char* list :
                 {"trucks", "due", "visits", "faults", "alerts", "alerts/rules", "uptime"}) {
                CHECK(asking.get("/api/v1/" + std::string(list) + "?customer=" + id).status ==
                      wanted);
            }
        }
    }
}

TEST_CASE("whoever may see everything sees what nobody owns as well", "[isolation]") {
    Service service;
    const std::string token = service.tenants.administrator();
    const json trucks = json::parse(service.get("/api/v1/trucks", token).body);
    REQUIRE(trucks["items"].size() == 5);
    CHECK(trucks["items"][3]["truck"] == "TRUCKU01");
    CHECK(trucks["items"][3]["customer"].is_null());
    CHECK(trucks["items"][3]["is_entered"] == false);
}

TEST_CASE("history goes with the ownership of its time, the present with the present owner",
          "[isolation]") {
    Service service;
    const auto spns = [&](const char* who, const std::string& query) {
        std::multiset<int> found;
        const std::string token = service.tenants.token(customer(who));
        const json body =
            json::parse(service.get("/api/v1/faults?truck=TRUCKT01" + query, token).body);
        for (const json& item : body.at("items")) {
            CHECK(item.at("customer") == who);
            found.insert(item.at("spn").get<int>());
        }
        return found;
    };
    CHECK(spns("CUST-A", "&state=closed") == std::multiset<int>{111});
    CHECK(spns("CUST-B", "&state=closed") == std::multiset<int>{112});
    CHECK(spns("CUST-A", "&state=open").empty());
    CHECK(spns("CUST-B", "&state=open") == std::multiset<int>{222});

    const auto days_of = [&](const char* who) {
        const std::string token = service.tenants.token(customer(who));
        const json body = json::parse(
            service.get("/api/v1/uptime?from_on=2026-01-25&to_on=2026-02-05", token).body);
        for (const json& item : body.at("items")) {
            if (item.at("key") == "TRUCKT01") {
                return item.at("period_s").get<int>() / 86'400;
            }
        }
        return 0;
    };
    CHECK(days_of("CUST-A") == 7);
    CHECK(days_of("CUST-B") == 4);
    CHECK(days_of("CUST-X") == 0);
}

TEST_CASE("a case is seen by who owned the truck when it began, and by nobody else",
          "[isolation]") {
    Service service;
    const auto status = [&](const store::Scope& scope, const std::string& path) {
        return service.get("/api/v1/trucks/" + path, service.tenants.token(scope)).status;
    };
    CHECK(status(customer("CUST-A"), "TRUCKT01/cases/F1") == 200);
    CHECK(status(customer("CUST-B"), "TRUCKT01/cases/F1") == 404);
    CHECK(status(customer("CUST-A"), "TRUCKT01/cases/F3") == 404);
    CHECK(status(customer("CUST-B"), "TRUCKT01/cases/F3") == 200);
    CHECK(status(dealer("DEALER-1"), "TRUCKA01/cases/B1") == 200);
    CHECK(status(dealer("DEALER-2"), "TRUCKA01/cases/B1") == 404);
    const auto listed = [&](const store::Scope& scope, const std::string& query) {
        std::multiset<std::string> found;
        const json body =
            json::parse(service.get("/api/v1/cases" + query, service.tenants.token(scope)).body);
        for (const json& item : body.at("items")) {
            found.insert(item.at("truck").get<std::string>() + ' ' +
                         item.at("case").get<std::string>());
        }
        return found;
    };
    using Found = std::multiset<std::string>;
    CHECK(listed(customer("CUST-A"), "?state=closed&truck=TRUCKT01") == Found{"TRUCKT01 F1"});
    CHECK(listed(customer("CUST-B"), "?state=closed&truck=TRUCKT01") == Found{"TRUCKT01 F2"});
    CHECK(listed(customer("CUST-B"), "?truck=TRUCKT01") == Found{"TRUCKT01 F3"});
    CHECK(listed(customer("CUST-A"), "") == Found{"TRUCKA01 B1"});  // its fault belongs to the call
}

TEST_CASE("only staff say something of a case, and only of one that they see", "[isolation]") {
    Service service;
    Router router(routes(), service.tenants.services());
    const auto post = [&](const store::Scope& scope, const std::string& path) {
        return service.tenants
            .answer(router, {.method = "POST",
                             .target = "/api/v1/trucks/" + path + "/entries",
                             .authorization = "Bearer " + service.tenants.token(scope),
                             .body = R"({"entry": "e9", "say": "note", "words": "n"})",
                             .content_type = "application/json"})
            .status;
    };
    CHECK(post(customer("CUST-A"), "TRUCKA01/cases/B1") == 403);
    CHECK(post(dealer("DEALER-2"), "TRUCKA01/cases/B1") == 404);
    CHECK(post(dealer("DEALER-2"), "TRUCKT01/cases/F1") == 404);
    CHECK(post(dealer("DEALER-1"), "TRUCKA01/cases/B1") == 201);
    CHECK(post(store::Scope::everything(), "TRUCKU01/cases/F3") == 201);
}

TEST_CASE("the due list as CSV is that of the command line, page by page", "[isolation]") {
    Service service;
    const auto scope = dealer("DEALER-1");
    const std::string token = service.tenants.token(scope);
    const std::string target = "/api/v1/due?format=csv&state=not_due,soon,due,overdue,unknown";
    const Day today = day_of(Tenants::now());
    views::DueQuery query{.today = today};
    query.filter.states.insert(due::DueState::not_due);
    std::string wanted = exchange::due_csv_head();
    const auto all = views::due_list(service.tenants.database(), scope, query).value();
    REQUIRE(all.rows.size() > 2);
    for (const views::DueEntry& entry : all.rows) {
        wanted += exchange::due_csv_row(entry, today);
    }
    const HttpReply whole = service.get(target, token);
    CHECK(whole.fields.at("content-type") == "text/csv; charset=utf-8");
    CHECK(whole.body == wanted);
    CHECK_FALSE(whole.fields.contains("next-cursor"));

    std::string joined = exchange::due_csv_head();
    std::string next = "&limit=1";
    while (!next.empty()) {
        const HttpReply page = service.get(target + next, token);
        joined += page.body.substr(exchange::due_csv_head().size());
        const auto cursor = page.fields.find("next-cursor");
        next = cursor == page.fields.end() ? "" : "&limit=1&cursor=" + cursor->second;
    }
    CHECK(joined == wanted);
    CHECK(service.get("/api/v1/due?format=xml", token).status == 400);
}

TEST_CASE("each token sees the recalls of its own trucks, and how far those are", "[isolation]") {
    Service service;
    const Time at = Tenants::now() - std::chrono::days{30};
    const auto listed = [&](const std::string& recall, const std::vector<std::string>& trucks) {
        due::RecallList list{.recall = recall, .at = at};
        for (const std::string& truck : trucks) {
            list.vins.push_back(due::plain_vin("vin of " + truck));
        }
        return list;
    };
    service.tenants.enter(
        {due::Recall{.id = "R1", .at = at}, listed("R1", {"TRUCKA01", "TRUCKB01", "nobody"}),
         due::Recall{.id = "R2", .at = at}, listed("R2", {"TRUCKX01"}),
         due::Completion{
             .truck = make::truck_id("TRUCKB01"), .item = due::recall_item("R1"), .at = at}});
    const auto seen = [&](const store::Scope& scope) {
        std::vector<std::string> rows;
        const std::string token = service.tenants.token(scope);
        for (std::string next = "/api/v1/recalls?limit=1"; !next.empty();) {
            const json body = json::parse(service.get(next, token).body);
            for (const json& row : body.at("items")) {
                rows.push_back(row.at("recall").get<std::string>() + ' ' + row.at("vins").dump() +
                               ' ' + row.at("trucks").dump() + ' ' + row.at("open").dump() + ' ' +
                               row.at("done").dump());
            }
            next = body.at("next").is_null()
                       ? ""
                       : "/api/v1/recalls?limit=1&cursor=" + body["next"].get<std::string>();
        }
        return rows;
    };
    using Rows = std::vector<std::string>;
    CHECK(seen(store::Scope::everything()) == Rows{"R1 3 2 1 1", "R2 1 1 1 0"});
    CHECK(seen(dealer("DEALER-1")) == Rows{"R1 null 2 1 1"});
    CHECK(seen(customer("CUST-A")) == Rows{"R1 null 1 1 0"});
    CHECK(seen(customer("CUST-B")) == Rows{"R1 null 1 0 1"});
    CHECK(seen(customer("CUST-X")) == Rows{"R2 null 1 1 0"});
    CHECK(seen(dealer("DEALER-3")).empty());
}
