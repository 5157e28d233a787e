#pragma once
// The rows of fault episodes.

#include <cstdint>
#include <string>

#include "backend/faults/comebacks.hpp"
#include "backend/faults/episodes.hpp"
#include "backend/store/derived/tables.hpp"

namespace roadworthy::store {

struct TruckKey {
    std::uint16_t bucket;
    const std::string& text;
};

void write(Tables& tables, TruckKey truck, const faults::Episode& row);
// Of one that has been written before.
void write(Tables& tables, TruckKey truck, const faults::LinkedEpisode& row);

}  // namespace roadworthy::store
