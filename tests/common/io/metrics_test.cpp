#include "common/io/metrics.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <thread>
#include <vector>

using namespace roadworthy;

TEST_CASE("the text lists every metric by name with its help and kind", "[metrics]") {
    metrics::Registry registry;
    registry.gauge("outbox_rows", "rows that wait").set(2.5);
    registry.counter("frames_total", "frames\nread \\ seen").add(41);
    registry.counter("frames_total", "frames\nread \\ seen").add();
    CHECK(registry.text() ==
          "# HELP frames_total frames\\nread \\\\ seen\n"
          "# TYPE frames_total counter\n"
          "frames_total 42\n"
          "# HELP outbox_rows rows that wait\n"
          "# TYPE outbox_rows gauge\n"
          "outbox_rows 2.5\n");
}

TEST_CASE("a value that is no number is written as Prometheus spells it", "[metrics]") {
    metrics::Registry registry;
    constexpr double endless = std::numeric_limits<double>::infinity();
    const auto [value, text] = GENERATE_COPY(table<double, std::string>({
        {endless, "g +Inf\n"},
        {-endless, "g -Inf\n"},
        {std::numeric_limits<double>::quiet_NaN(), "g NaN\n"},
        {1e21, "g 1e+21\n"},
        {0.1, "g 0.1\n"},
    }));
    registry.gauge("g", "").set(value);
    CHECK(registry.text().ends_with(text));
}

TEST_CASE("no count is lost when several threads count", "[metrics]") {
    metrics::Registry registry;
    constexpr int threads = 4;
    constexpr int counts = 10'000;
    {
        std::vector<std::jthread> counting;
        for (int i = 0; i < threads; ++i) {
            counting.emplace_back([&registry] {
                for (int n = 0; n < counts; ++n) {
                    registry.counter("hits_total", "").add();
                }
            });
        }
    }
    CHECK(registry.counter("hits_total", "").value() == threads * counts);
}
