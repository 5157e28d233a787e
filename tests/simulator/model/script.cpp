#include "tests/simulator/model/script.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::sim {
namespace {

using std::chrono::minutes;

constexpr std::chrono::seconds until_moving{8};  // the key is on before the engine starts

// Twelve hours of trips with short pauses.
Script on_duty(Time anchor) {
    Script script{.on_duty_from = anchor};
    for (Time at = anchor + until_moving; at < anchor + std::chrono::hours{12};
         at += minutes{120}) {
        script.trips.push_back({at, minutes{105}});
    }
    return script;
}

Script with_faults(Time anchor) {
    Script script = on_duty(anchor);
    script.ailments = {{anchor + minutes{1}, "low urea", anchor + minutes{25}},
                       {anchor + minutes{2}, "wheel speed sensor", {}},
                       {anchor + minutes{4}, "EGR valve", anchor + minutes{45}},
                       {anchor + minutes{5}, "network errors", {}}};
    return script;
}

Script with_cascade(Time anchor) {
    Script script = on_duty(anchor);
    script.ailments = {{anchor + minutes{3}, "low voltage", anchor + minutes{40}}};
    return script;
}

// A short trip, the key off while the cluster is changed, and on again.
Script with_cluster_swap(Time anchor) {
    Script script = on_duty(anchor);
    script.trips = {{anchor + until_moving, minutes{12}},
                    {anchor + minutes{45}, minutes{60}},
                    {anchor + minutes{130}, minutes{90}}};
    script.cluster_swap = anchor + minutes{40};
    return script;
}

Script with_jumping_wake_up(Time anchor) {
    Script script = on_duty(anchor);
    script.trips.clear();
    for (Time at = anchor + until_moving; at < anchor + std::chrono::hours{12}; at += minutes{40}) {
        script.trips.push_back({at, minutes{15}});
    }
    script.cluster_wake_up = WakeUp::jumping;
    return script;
}

Script with_silent_ecu(Time anchor) {
    Script script = on_duty(anchor);
    script.ailments = {{anchor + minutes{1}, "NOx sensor", {}}, {anchor + minutes{1}, "soot", {}}};
    script.silences = {{anchor + minutes{6}, anchor + minutes{16}, 61},
                       {anchor + minutes{30}, anchor + minutes{36}, 11}};
    return script;
}

Script as_planned(Time /*anchor*/) {
    return {};
}

struct Scenario {
    std::string_view name;
    Script (*script)(Time anchor);
};
constexpr std::array<Scenario, 7> scenarios = {{{"as-planned", as_planned},
                                                {"normal", on_duty},
                                                {"faults", with_faults},
                                                {"cascade", with_cascade},
                                                {"cluster-swap", with_cluster_swap},
                                                {"wake-up-odometer", with_jumping_wake_up},
                                                {"silent-ecu", with_silent_ecu}}};

}  // namespace

std::string_view scenario_names() {
    return "as-planned, normal, faults, cascade, cluster-swap, wake-up-odometer, silent-ecu";
}

Result<Script> script_named(std::string_view scenario, Time anchor) {
    for (const Scenario& known : scenarios) {
        if (known.name == scenario) {
            return known.script(anchor);
        }
    }
    return fail("expected a scenario of " + std::string(scenario_names()) + ", got \"" +
                std::string(scenario) + '"');
}

}  // namespace roadworthy::sim
