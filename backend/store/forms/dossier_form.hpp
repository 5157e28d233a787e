#pragma once
// The stored form of a dossier and of what all trucks share. Its version rises with any change of
// meaning; a dossier of another version is not read: `rebuild` makes it again.

#include <vector>

#include "backend/customers/dossier.hpp"
#include "common/result.hpp"

namespace roadworthy::store {

constexpr int dossier_version = 6;

std::vector<std::byte> encode_dossier(const customers::Dossier& dossier);
Result<customers::Dossier> decode_dossier(const TruckId& truck, std::span<const std::byte> bytes);

}  // namespace roadworthy::store
