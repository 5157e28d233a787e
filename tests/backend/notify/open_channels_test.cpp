#include "backend/commands/notify/open_channels.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "backend/config.hpp"
#include "tests/support/temp_folder.hpp"

using namespace roadworthy;
using backend::ChannelConfig;
using backend::open_channel;

TEST_CASE("a channel of each kind is opened from its configuration", "[notify]") {
    const support::TempFolder folder;
    const std::string secret = folder / "secret";
    std::ofstream(secret) << "https://robot.example/?key=1 \r\nnot this\n";
    const std::string kind =
        GENERATE(as<std::string>(), "webhook", "mail", "wecom", "dingtalk", "feishu");
    CHECK(open_channel({.kind = kind,
                        .url_file = secret,
                        .secret_file = secret,
                        .host = "localhost",
                        .from = "alerts@dealer.example"}));
}

TEST_CASE("a secret that is not there is named by its file alone", "[notify]") {
    const support::TempFolder folder;
    std::ofstream(folder / "empty") << "\nsecret in the second line\n";
    const std::string file = folder / GENERATE("none", "empty");
    CHECK_THROWS_WITH(open_channel({.kind = "webhook", .url = "https://h", .secret_file = file}),
                      Catch::EndsWith(file) && !Catch::Contains("second line"));
}

TEST_CASE("mail is not sent from what is no address", "[notify]") {
    CHECK_THROWS_WITH(open_channel({.kind = "mail", .host = "h", .from = "Roadworthy <a@b>"}),
                      "from: expected a mail address, got Roadworthy <a@b>");
}
