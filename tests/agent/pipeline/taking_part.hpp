#pragma once
// The settings of a unit that takes part in its bus.

#include "agent/j1939/active/name.hpp"
#include "agent/pipeline.hpp"

namespace roadworthy::agent {

inline PipelineSettings taking_part() {
    PipelineSettings settings;
    settings.participant = {
        .bus = 0,
        .claim = {.name = j1939::name_of({.identity_number = 7, .manufacturer_code = 500})}};
    return settings;
}

}  // namespace roadworthy::agent
