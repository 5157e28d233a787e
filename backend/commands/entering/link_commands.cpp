#include "backend/commands/entering/link_commands.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdint>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "backend/access/links.hpp"
#include "backend/cases/entries.hpp"
#include "backend/commands/checked.hpp"
#include "backend/config.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/store/case_link_rows.hpp"
#include "backend/store/schema.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "backend/store/visit_link_rows.hpp"
#include "common/ids.hpp"
#include "common/io/clock.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

struct LinkOptions {
    const CommonOptions* common = nullptr;
    std::string truck;
    std::string id;
    std::string by = "command line";
    std::int64_t days = access::usual_link_days;
};

views::CaseEntryRow case_of(sql::Connection& database, const LinkOptions& options) {
    const TruckId truck = checked(TruckId::from(options.truck));
    const cases::CaseId id = checked(cases::CaseId::from(options.id));
    auto row = views::find_case(database, store::Scope::everything(), truck, id);
    if (!row) {
        throw std::runtime_error("no case " + id.text() + " of truck " + truck.text() +
                                 " is known");
    }
    return std::move(*row);
}

void show(const access::MadeLink& made, const Config& config, const std::string& what) {
    const std::string address = access::address_of(made, config.public_url);
    std::cout << (address.empty() ? made.path : address) << '\n';
    std::cerr << "opens " << what << " until " << iso(made.expires) << '\n';
    if (address.empty()) {
        std::cerr << "the configuration has no public_url: put the address of this server before "
                     "it\n";
    }
}

void make_link(const LinkOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const views::CaseEntryRow row = case_of(*database, options);
    const auto made = access::add_case_link(*database,
                                            {.truck = row.truck.id,
                                             .about = row.told.id,
                                             .customer = row.truck.customer,
                                             .made_by = options.by,
                                             .days = options.days},
                                            io::now());
    show(made, config, "case " + row.told.id.text() + " of truck " + row.truck.id.text());
}

void revoke_links(const LinkOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const views::CaseEntryRow row = case_of(*database, options);
    std::cout << store::revoke_case_links(*database, row.truck.id, row.told.id, io::now()) << '\n';
}

void make_visit_link(const LinkOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    const TruckId truck = checked(TruckId::from(options.truck));
    const Time now = io::now();
    const auto found =
        views::visits_of_truck(*database, store::Scope::everything(), truck, {.now = now});
    if (found) {
        for (const customers::ProposedVisit& visit : found->proposal.visits) {
            if (customers::visit_id(visit).text() == options.id) {
                const auto made = access::add_visit_link(
                    *database,
                    {.truck = truck,
                     .offer = customers::offer_of(visit, found->workshop.workshop),
                     .customer = found->truck.customer,
                     .made_by = options.by,
                     .days = options.days},
                    now);
                show(made, config, "visit " + options.id + " of truck " + truck.text());
                return;
            }
        }
    }
    throw std::runtime_error("no visit " + options.id + " of truck " + truck.text() +
                             " is proposed: `visits` lists them");
}

void revoke_visit_links(const LinkOptions& options) {
    const Config config = load_config(*options.common);
    const auto database = sql::open_sqlite(config.database, {});
    store::migrate(*database);
    std::cout << store::revoke_visit_links(*database, checked(TruckId::from(options.truck)),
                                           checked(customers::VisitId::from(options.id)), io::now())
              << '\n';
}

void add_terms(CLI::App& command, LinkOptions& options) {
    command.add_option("--days", options.days, "How long it opens")
        ->check(CLI::Range(std::int64_t{1}, access::most_link_days));
    command.add_option("--by", options.by, "Who makes it");
}

std::shared_ptr<LinkOptions> add_visit(CLI::App& command, const CommonOptions& common) {
    auto options = std::make_shared<LinkOptions>();
    options->common = &common;
    command.add_option("TRUCK", options->truck, "Whose visit it is")->required();
    command.add_option("VISIT", options->id, "As `visits` lists it")->required();
    return options;
}

std::shared_ptr<LinkOptions> add_case(CLI::App& command, const CommonOptions& common) {
    auto options = std::make_shared<LinkOptions>();
    options->common = &common;
    command.add_option("TRUCK", options->truck, "Whose case it is")->required();
    command.add_option("CASE", options->id, "Any id that leads to it")->required();
    return options;
}

}  // namespace

void add_link_commands(CLI::App& of_case, const CommonOptions& common) {
    auto* link = of_case.add_subcommand("link", "Print a link for its customer, this once");
    const auto made = add_case(*link, common);
    add_terms(*link, *made);
    link->callback([made] { make_link(*made); });
    auto* unlink =
        of_case.add_subcommand("unlink", "Revoke all its links; prints how many were open");
    const auto revoked = add_case(*unlink, common);
    unlink->callback([revoked] { revoke_links(*revoked); });
}

void add_visit_link_commands(CLI::App& app, const CommonOptions& common) {
    auto* visit = app.add_subcommand("visit", "One proposed visit");
    visit->require_subcommand(1);
    visit->fallthrough();
    auto* link = visit->add_subcommand(
        "link", "Print a link by which its customer sees it as it stands now, and answers");
    const auto made = add_visit(*link, common);
    add_terms(*link, *made);
    link->callback([made] { make_visit_link(*made); });
    auto* unlink =
        visit->add_subcommand("unlink", "Revoke all its links; prints how many were open");
    const auto revoked = add_visit(*unlink, common);
    unlink->callback([revoked] { revoke_visit_links(*revoked); });
}

}  // namespace roadworthy::backend
