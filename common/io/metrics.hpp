#pragma once
// Counters and gauges of a running program, and their text for Prometheus. Any thread may count; a
// name keeps its counter for as long as the registry lives.

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace roadworthy::metrics {

// Only ever grows.
class Counter {
public:
    void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

// What stands now: sizes, ages, states. The unit is in the name.
class Gauge {
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_ = 0;
};

class Registry {
public:
    // The same name gives the same counter. A name is [a-zA-Z_:][a-zA-Z0-9_:]*, and of one kind.
    Counter& counter(const std::string& name, const std::string& help);
    Gauge& gauge(const std::string& name, const std::string& help);

    std::string text() const;  // Prometheus text format 0.0.4, by name

private:
    template <class Kind>
    struct Named {
        std::string help;
        Kind value;
    };
    mutable std::mutex mutex_;
    std::map<std::string, Named<Counter>> counters_;  // a map's nodes never move
    std::map<std::string, Named<Gauge>> gauges_;
};

}  // namespace roadworthy::metrics
