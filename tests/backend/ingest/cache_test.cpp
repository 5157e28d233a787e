#include "backend/ingest/cache.hpp"

#include <catch2/catch.hpp>
#include <string>

using roadworthy::ingest::Cache;

TEST_CASE("the longest unused goes first, and what may not go stays", "[cache]") {
    Cache<int, std::string> cache;
    for (const int key : {1, 2, 3, 4}) {
        cache.insert(key, key == 2 ? "stays" : "goes");
    }
    CHECK(cache.find(1) != nullptr);  // used last from now on
    cache.shrink(2, [](const std::string& value) { return value != "stays"; });
    CHECK(cache.size() == 2);
    CHECK(cache.find(1) != nullptr);
    CHECK(cache.find(2) != nullptr);
    CHECK(cache.find(3) == nullptr);
    CHECK(cache.find(4) == nullptr);
}

TEST_CASE("nothing goes while there is room, nor if nothing may", "[cache]") {
    Cache<int, std::string> cache;
    cache.insert(1, "");
    cache.insert(2, "");
    cache.shrink(2, [](const std::string&) { return true; });
    CHECK(cache.size() == 2);
    cache.shrink(0, [](const std::string&) { return false; });
    CHECK(cache.size() == 2);
}
