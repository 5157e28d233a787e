// roadworthy-backend recipients, deliveries.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/commands.hpp"
#include "backend/commands/due/viewing.hpp"
#include "backend/commands/writer.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/exchange/say/delivery_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/http/resources/alerts/deliveries.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/alerts/recipient_rows.hpp"
#include "backend/store/views/alerts/delivery_list.hpp"
#include "backend/store/views/page.hpp"

namespace roadworthy::backend {
namespace {

using customers::Recipient;
using exchange::Align;
using exchange::DeliveryWord;
using exchange::TextTable;
using http::Json;

std::string joined(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) {
        all += (all.empty() ? "" : "; ") + part;
    }
    return all;
}

// 07:30
std::string clock_time(std::chrono::minutes of_day) {
    std::array<char, 16> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(of_day.count() / 60),
                      static_cast<int>(of_day.count() % 60));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string text_of(const std::optional<customers::DayHours>& hours) {
    return hours ? clock_time(hours->from) + '-' + clock_time(hours->until) : "";
}

// ---- Recipients

Json recipient_json(const Recipient& one) {
    constexpr std::array<const char*, 4> scopes = {"all", "dealer", "workshop", "customer"};
    Json json = {
        {"recipient", one.id},
        {"name", one.name},
        {"roles", one.roles},
        {"scope", scopes.at(static_cast<std::size_t>(one.scope.hears))},
        {"subject", one.scope.subject.empty() ? Json(nullptr) : Json(one.scope.subject)},
        {"language", one.language},
        {"time_zone", one.zone},
        {"quiet_hours", one.quiet ? Json(text_of(one.quiet)) : Json(nullptr)},
        {"duty_hours", one.duty ? Json(text_of(one.duty)) : Json(nullptr)},
        {"channels", Json::array()},
        {"at_once", faults::name(one.at_once)},
        {"digest_from", one.digest_from ? Json(faults::name(*one.digest_from)) : Json(nullptr)},
        {"digest_at", clock_time(one.digest_at)},
        {"most_a_day", one.most_a_day}};
    for (const customers::ChannelAddress& way : one.channels) {
        json["channels"].push_back(
            {{"name", way.channel},
             {"address", way.address.empty() ? Json(nullptr) : Json(way.address)}});
    }
    return json;
}

std::vector<std::string> recipient_cells(const Recipient& one, const Writer& writer) {
    std::vector<std::string> ways;
    for (const customers::ChannelAddress& way : one.channels) {
        ways.push_back(way.address.empty() ? way.channel : way.channel + ' ' + way.address);
    }
    const std::string digest =
        one.digest_from ? writer.say(*one.digest_from) + ", " + clock_time(one.digest_at) : "";
    return {one.id,
            one.name,
            joined(one.roles),
            writer.say(one.scope.hears) + ' ' + one.scope.subject,
            one.language,
            one.zone,
            text_of(one.quiet),
            text_of(one.duty),
            joined(ways),
            writer.say(one.at_once),
            digest,
            std::to_string(one.most_a_day)};
}

std::string recipient_table(const std::vector<Recipient>& all, const Writer& writer) {
    if (all.empty()) {
        return writer.say(DeliveryWord::nobody) + '\n';
    }
    std::vector<TextTable::Column> columns;
    for (const DeliveryWord head :
         {DeliveryWord::recipient, DeliveryWord::name, DeliveryWord::roles, DeliveryWord::hears_of,
          DeliveryWord::language, DeliveryWord::time_zone, DeliveryWord::quiet, DeliveryWord::duty,
          DeliveryWord::channels, DeliveryWord::at_once, DeliveryWord::digest,
          DeliveryWord::most_a_day}) {
        columns.push_back({.title = writer.say(head)});
    }
    TextTable table(std::move(columns));
    for (const Recipient& one : all) {
        table.add(recipient_cells(one, writer));
    }
    return table.text();
}

void show_recipients(const ViewOptions& options) {
    const Viewing view = open_view(options);
    const auto all = store::recipients(*view.database);
    if (options.as_json) {
        Json items = Json::array();
        for (const Recipient& one : all) {
            items.push_back(recipient_json(one));
        }
        print({{"items", std::move(items)}});
    } else {
        std::cout << recipient_table(all, Writer(view.reader));
    }
}

// ---- Deliveries

struct DeliveryOptions : ViewOptions {
    bool is_open = false;
    bool is_failed = false;
};

std::string delivery_table(const std::vector<views::DeliveryEntry>& all, const Writer& writer) {
    if (all.empty()) {
        return writer.say(DeliveryWord::no_deliveries) + '\n';
    }
    TextTable table({{writer.say(DeliveryWord::when)},
                     {writer.say(DeliveryWord::recipient)},
                     {writer.say(exchange::Word::truck)},
                     {writer.say(exchange::Word::state)},
                     {writer.say(DeliveryWord::channel)},
                     {writer.say(DeliveryWord::tries), Align::right},
                     {writer.say(DeliveryWord::answer)},
                     {writer.say(DeliveryWord::what)}});
    for (const views::DeliveryEntry& entry : all) {
        const store::Delivery& one = entry.delivery;
        table.add({minute(one.ended.value_or(one.next_try)), one.recipient, entry.truck,
                   writer.say(one.state),
                   one.position < one.chain.size() ? one.chain[one.position].channel : "",
                   std::to_string(one.tries), one.receipt, one.subject});
    }
    return table.text();
}

void show_deliveries(const DeliveryOptions& options) {
    const Viewing view = open_view(options);
    views::DeliveryQuery query{.which = options.is_failed ? views::Deliveries::failed
                                        : options.is_open ? views::Deliveries::open
                                                          : views::Deliveries::all};
    const auto all = all_of<views::DeliveryEntry>([&](const views::PageQuery& page) {
        query.page = page;
        return views::delivery_list(*view.database, query);
    });
    if (options.as_json) {
        print(http::page_json(all, http::delivery_json));
    } else {
        std::cout << delivery_table(all.rows, Writer(view.reader));
    }
}

}  // namespace

void add_notify_commands(CLI::App& app, const CommonOptions& common) {
    auto* recipients = app.add_subcommand("recipients", "Who is told of alerts, when and how");
    auto recipient_options = std::make_shared<ViewOptions>();
    add_view_options(*recipients, *recipient_options, common);
    recipients->callback([recipient_options] { show_recipients(*recipient_options); });

    auto* deliveries = app.add_subcommand("deliveries", "What went out to whom, the newest first");
    auto delivery_options = std::make_shared<DeliveryOptions>();
    add_view_options(*deliveries, *delivery_options, common);
    auto* failed = deliveries->add_flag("--failed", delivery_options->is_failed,
                                        "What no channel could deliver");
    deliveries->add_flag("--open", delivery_options->is_open, "What is still to go out")
        ->excludes(failed);
    deliveries->callback([delivery_options] { show_deliveries(*delivery_options); });
}

}  // namespace roadworthy::backend
