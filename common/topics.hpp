#pragma once
// The MQTT topics: roadworthy/1/BUCKET/TRUCK/{up,down}/CHANNEL. The bucket follows from the truck.

#include <cstdint>
#include <string>
#include <string_view>

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/result.hpp"

namespace roadworthy::topics {

constexpr std::uint16_t buckets = 1024;
inline std::uint16_t bucket_of(const TruckId& truck) {
    return static_cast<std::uint16_t>(fnv1a64(truck.text()) % buckets);
}

enum class Up : std::uint8_t { events, meters, presence, answer };
enum class Down : std::uint8_t { committed, ask, config };

std::string up(const TruckId& truck, Up channel);
std::string up(const TruckId& truck, Stream stream);
std::string down(const TruckId& truck, Down channel);

// What the backend subscribes to.
constexpr std::string_view all_up = "roadworthy/1/+/+/up/#";

struct UpTopic {
    TruckId truck;
    Up channel{};
    friend bool operator==(const UpTopic&, const UpTopic&) = default;
};

// Refuses an unknown version or channel, an id that is none, and a bucket that is not the truck's.
Result<UpTopic> parse_up(std::string_view topic);

}  // namespace roadworthy::topics
