#include "backend/notify/channels/mime.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstddef>
#include <sstream>
#include <string>

#include "backend/notify/channels/channel.hpp"
#include "common/time.hpp"

using namespace roadworthy;
using namespace roadworthy::notify;

namespace {

const Mailbox sender{.name = "卡车服务", .address = "alerts@dealer.example"};

Outgoing message() {
    return {.id = *DeliveryId::from("d-17"),
            .composed = Time{} + std::chrono::seconds{1'795'455'880},
            .language = "zh",
            .to = "zhang@fleet.example",
            .subject = "【立即停车】京A12345：机油压力过低",
            .text = "机油压力过低\n",
            .html = "<p>机油压力过低</p>",
            .payload = "{}"};
}

std::string header(const std::string& mail, const std::string& name) {
    const std::string head = "\r\n" + mail.substr(0, mail.find("\r\n\r\n")) + "\r\n";
    const std::size_t begin = head.find("\r\n" + name + ": ");
    if (begin == std::string::npos) {
        return "";
    }
    const std::size_t value = begin + name.size() + 4;
    std::size_t end = head.find("\r\n", value);
    while (head.compare(end + 2, 1, " ") == 0) {
        end = head.find("\r\n", end + 2);
    }
    return head.substr(value, end - value);
}

}  // namespace

TEST_CASE("an address is one that every server takes and that cannot leave its place", "[notify]") {
    const auto [text, is_good] = GENERATE(table<std::string, bool>({
        {"a@b", true},
        {"first.last+tag@mail.example.com", true},
        {"", false},
        {"a", false},
        {"@b", false},
        {"a@", false},
        {"a@b@c", false},
        {"a b@c", false},
        {"a@b\r\nBcc: c@d", false},
        {"a@b>", false},
        {"<a@b>", false},
        {"\"a\"@b", false},
        {".a@b", false},
        {"a..b@c", false},
        {"a@-b", false},
        {"车@b.example", false},
    }));
    INFO(text);
    CHECK(is_mail_address(text) == is_good);
}

TEST_CASE("a short plain header stays as it is, any other is encoded words", "[notify]") {
    CHECK(header_text("[Stop now] A 123") == "[Stop now] A 123");
    CHECK(header_text("车") == "=?UTF-8?B?6L2m?=");
    CHECK(header_text("=?UTF-8?B?6L2m?=") == "=?UTF-8?B?PT9VVEYtOD9CPzZMMm0/PQ==?=");
}

TEST_CASE("a line end in a header's text does not end the header", "[notify]") {
    Outgoing evil = message();
    evil.subject = GENERATE(as<std::string>(), "a\r\nBcc: x@y", "a\nBcc: x@y", "车\r\nBcc: x@y");
    evil.language = "zh\r\nBcc: x@y";
    const std::string mail = mail_text({.name = "n\r\nBcc: x@y", .address = "a@b"}, evil);
    CHECK(header(mail, "Bcc").empty());
    CHECK_THAT(header(mail, "Subject"), !Catch::Contains("\r\nBcc"));
}

TEST_CASE("no line of a mail is longer than 78 bytes or outside of ASCII", "[notify]") {
    Outgoing long_one = message();
    for (int i = 0; i < 6; ++i) {
        long_one.subject += long_one.subject;
        long_one.text += long_one.text;
    }
    std::istringstream lines(mail_text(sender, long_one));
    for (std::string line; std::getline(lines, line);) {
        REQUIRE(line.size() <= 79);  // with its \r
        REQUIRE(std::all_of(line.begin(), line.end(), [](char c) { return c > 0; }));
    }
}

TEST_CASE("a text that is not UTF-8 is read as Latin-1 and sent", "[notify]") {
    CHECK(header_text("\xE9") == "=?UTF-8?B?w6k=?=");
}

TEST_CASE("a mail's head says when, from whom, and that no person wrote it", "[notify]") {
    const std::string mail = mail_text(sender, message());
    CHECK(header(mail, "Date") == "Mon, 23 Nov 2026 17:44:40 +0000");
    CHECK(header(mail, "Message-ID") == "<d-17@dealer.example>");
    CHECK(header(mail, "From") == "=?UTF-8?B?5Y2h6L2m5pyN5Yqh?=\r\n <alerts@dealer.example>");
    CHECK(header(mail, "To") == "<zhang@fleet.example>");
    CHECK(header(mail, "Auto-Submitted") == "auto-generated");
}

TEST_CASE("a repeat is the same mail", "[notify]") {
    CHECK(mail_text(sender, message()) == mail_text(sender, message()));
}
