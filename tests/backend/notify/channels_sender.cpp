// channels_sender CONFIG.json COUNT: sends COUNT deliveries by each channel that the configuration
// names, each until it is delivered, refused or given up, and prints one JSON document a delivery:
// what was meant, and what became of it. Waits are not waited for: the next try happens at once, at
// the time at which it would have been.

#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "backend/commands/notify/open_channels.hpp"
#include "backend/config.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/channels/channel.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "backend/notify/message/compose.hpp"
#include "backend/notify/retry.hpp"
#include "common/time.hpp"

namespace {

using namespace roadworthy;

const Time start = Time{} + std::chrono::seconds{1'795'455'880};

// Each is another: by kind, language, age and what is left out.
notify::AlertMessage alert(const std::string& delivery, int number) {
    const bool is_odd = number % 2 == 1;
    return {.delivery = delivery,
            .alert = "TRUCK001-" + std::to_string(number),
            .kind = notify::AlertKind(number % 5),
            .stage = number % 5 == 4 ? "救援在途" : "",
            .truck = {.id = "TRUCK001",
                      .plate = is_odd ? "京A12345" : "",
                      .vin = "LVIN" + std::to_string(number),
                      .customer = "大路物流 <&> \"quoted\" 🚚"},
            .title = is_odd ? "机油压力过低" : "engine oil pressure: far too low",
            .meaning = std::string(static_cast<std::size_t>(number), '.') + "第一行\r\n第二行",
            .what_to_do = "立即停车熄火。",
            .action = faults::Action(number % 4),
            .action_before = is_odd ? std::optional{faults::Action::stop_now} : std::nullopt,
            .happened = start - std::chrono::minutes{17 * number},
            .heard = start,
            .composed = start,
            .active = notify::Active(number % 3),
            .coverage = {.covered = customers::Covered(number % 4)},
            .call = {.name = "李工", .phone = "13800000000"},
            .link = is_odd ? "https://r.example/a?x=1&y=2" : "",
            .reasons = {"红色停车灯", "red stop lamp"}};
}

struct Sent {
    notify::Receipt receipt;
    std::uint32_t failures = 0;
    bool is_given_up = false;
};

Sent send(notify::Channel& channel, const notify::Outgoing& message) {
    Time now = start;
    Sent sent;
    for (;;) {
        sent.receipt = channel.send(message, now);
        if (sent.receipt.outcome != notify::Outcome::again) {
            return sent;
        }
        const auto next = notify::next_try({.delivery = message.id.text(),
                                            .first = start,
                                            .failures = ++sent.failures,
                                            .retry_after = sent.receipt.retry_after},
                                           now, notify::RetryPolicy{});
        if (!next) {
            sent.is_given_up = true;
            return sent;
        }
        now = *next;
    }
}

const char* name_of(const Sent& sent) {
    if (sent.is_given_up) {
        return "given_up";
    }
    return sent.receipt.outcome == notify::Outcome::delivered ? "delivered" : "refused";
}

void send_all(const std::string& name, const backend::ChannelConfig& config, int count) {
    const std::unique_ptr<notify::Channel> channel = backend::open_channel(config);
    for (int number = 0; number < count; ++number) {
        const std::string id = name + "." + std::to_string(number);
        const notify::Reader reader{.language = number % 2 == 1 ? exchange::Language::zh
                                                                : exchange::Language::en};
        const notify::Composed said = notify::compose(alert(id, number), reader);
        const notify::Outgoing message{.id = *notify::DeliveryId::from(id),
                                       .composed = start,
                                       .language = number % 2 == 1 ? "zh" : "en",
                                       .to = "reader" + std::to_string(number) + "@fleet.example",
                                       .subject = said.subject,
                                       .text = said.text,
                                       .html = said.html,
                                       .payload = said.payload};
        const Sent sent = send(*channel, message);
        std::cout << nlohmann::json{{"channel", name},
                                    {"kind", config.kind},
                                    {"delivery", id},
                                    {"outcome", name_of(sent)},
                                    {"failures", sent.failures},
                                    {"code", sent.receipt.code},
                                    {"detail", sent.receipt.detail},
                                    {"to", message.to},
                                    {"subject", message.subject},
                                    {"text", message.text},
                                    {"html", message.html},
                                    {"payload", message.payload}}
                         .dump()
                  << std::endl;
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: channels_sender CONFIG.json COUNT\n";
        return 2;
    }
    try {
        const auto config = backend::load_config({.config_file = argv[1]});
        const int count = std::atoi(argv[2]);
        for (const auto& [name, channel] : config.channels) {
            send_all(name, channel, count);
        }
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "channels_sender: " << error.what() << '\n';
        return 1;
    }
}
