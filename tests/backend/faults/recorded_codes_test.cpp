// Every fault code of the recorded trucks, by the ground truth beside the recordings.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "backend/faults/catalog/description.hpp"
#include "common/fault_code.hpp"

using namespace roadworthy;
using namespace roadworthy::faults;

namespace {

struct Recorded {
    FaultKey key;
    std::uint8_t conversion_method = 0;
    friend auto operator<=>(const Recorded&, const Recorded&) = default;
};

std::set<Recorded> recorded_codes(const std::filesystem::path& folder) {
    std::set<Recorded> codes;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") {
            continue;
        }
        const auto truth = nlohmann::json::parse(std::ifstream(entry.path()));
        for (const auto& dtc : truth.value("dtcs", nlohmann::json::array())) {
            codes.insert(
                {{.source_address = dtc.at("sa"), .spn = dtc.at("spn"), .fmi = dtc.at("fmi")},
                 dtc.at("cm")});
        }
    }
    return codes;
}

}  // namespace

TEST_CASE("every recorded code has words in both languages", "[recorded_codes]") {
    const std::filesystem::path folder = std::string(SOURCE_DIR) + "/../shared/j1939";
    if (!std::filesystem::exists(folder)) {
        WARN("skipped: no recordings at " << folder);
        return;
    }
    const auto codes = recorded_codes(folder);
    CHECK(codes.size() > 40);
    for (const Recorded& recorded : codes) {
        INFO("address " << int{recorded.key.source_address} << ", SPN " << recorded.key.spn
                        << ", FMI " << int{recorded.key.fmi});
        for (const std::string language : {"zh", "en"}) {
            const Description description =
                describe({}, {.key = recorded.key, .conversion_method = recorded.conversion_method},
                         language);
            CHECK(!description.title.empty());
            CHECK(!description.meaning.empty());
            CHECK(!description.what_to_do.empty());
            // By no list are these three given out; all others have words of their own.
            const std::set<std::uint32_t> of_nobody = {273'406, 458'752, 460'801};
            const bool is_listed = description.known == Known::listed;
            CHECK((is_listed || description.known == Known::makers_own ||
                   of_nobody.contains(recorded.key.spn)));
        }
    }
}
