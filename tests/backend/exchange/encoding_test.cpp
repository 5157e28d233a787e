#include "backend/exchange/encoding.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace roadworthy;
using exchange::as_utf8;

namespace {

// 张伟 in GB18030.
const std::string zhang_wei = "\xD5\xC5\xCE\xB0";

}  // namespace

TEST_CASE("a file in GB18030 is read as one", "[encoding]") {
    CHECK(as_utf8("customer,name\nC1," + zhang_wei + "\n") == "customer,name\nC1,张伟\n");
    // Four bytes: a letter beyond the plain ones.
    CHECK(as_utf8("name\n\x95\x32\x82\x36\n" + zhang_wei) == "name\n\U00020000\n张伟");
}

TEST_CASE("a file in UTF-8 stays as it is, also with a few bad lines", "[encoding]") {
    const std::string good = "customer,name\nC1,张伟\nC2,李娜\n";
    CHECK(as_utf8(good) == good);
    CHECK(as_utf8(good + "C3,\xFF\xFE\n") == good + "C3,\xFF\xFE\n");
    CHECK(as_utf8("plain\n") == "plain\n");
}

TEST_CASE("what is neither stays as it is, for the reader to refuse", "[encoding]") {
    CHECK(as_utf8("name\n\xFF\xFF\n") == "name\n\xFF\xFF\n");
}
