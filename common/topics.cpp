#include "common/topics.hpp"

#include "common/ids.hpp"
#include "common/report.hpp"
#include "common/result.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace roadworthy::topics {
namespace {

constexpr std::string_view root = "roadworthy/1/";
constexpr std::array<std::string_view, 4> up_names{"events", "meters", "presence", "answer"};
constexpr std::array<std::string_view, 3> down_names{"committed", "ask", "config"};

std::string head(const TruckId& truck) {
    char bucket[8];
    std::snprintf(bucket, sizeof bucket, "%04u", static_cast<unsigned>(bucket_of(truck)));
    return std::string(root) + bucket + '/' + truck.text();
}

std::string_view take_level(std::string_view& topic) {
    const auto level = topic.substr(0, topic.find('/'));
    topic.remove_prefix(std::min(topic.size(), level.size() + 1));
    return level;
}

std::optional<Up> up_channel(std::string_view name) {
    for (std::size_t i = 0; i < up_names.size(); ++i) {
        if (up_names[i] == name) {
            return static_cast<Up>(i);
        }
    }
    return std::nullopt;
}

}  // namespace

std::string up(const TruckId& truck, Up channel) {
    return head(truck) + "/up/" + std::string(up_names[static_cast<std::size_t>(channel)]);
}

std::string up(const TruckId& truck, Stream stream) {
    return up(truck, stream == Stream::events ? Up::events : Up::meters);
}

std::string down(const TruckId& truck, Down channel) {
    return head(truck) + "/down/" + std::string(down_names[static_cast<std::size_t>(channel)]);
}

Result<UpTopic> parse_up(std::string_view topic) {
    std::string_view rest = topic;
    if (!rest.starts_with(root)) {
        return fail("expected a topic under " + std::string(root));
    }
    rest.remove_prefix(root.size());
    take_level(rest);  // the bucket: checked below, with all else, by writing the topic anew
    const auto truck = TruckId::from(take_level(rest));
    if (!truck) {
        return tl::unexpected(truck.error());
    }
    const bool is_up = take_level(rest) == "up";
    const auto channel = up_channel(rest);
    if (!is_up || !channel || up(*truck, *channel) != topic) {
        return fail("expected " + head(*truck) + "/up/{events,meters,presence,answer}");
    }
    return UpTopic{*truck, *channel};
}

}  // namespace roadworthy::topics
