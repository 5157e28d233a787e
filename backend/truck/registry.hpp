#pragma once
// Who owns which truck: what the dealer's people say about customers and trucks.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/time.hpp"

namespace roadworthy::truck {

enum class Tier : std::uint8_t { ordinary = 0, vip = 1, prospect = 2 };

struct Customer {
    CustomerId id;
    DealerId dealer;
    std::string name;
    std::string contact;
    std::string phone;
    std::string language = "zh";  // "zh" or "en"
    Tier tier = Tier::ordinary;
    friend bool operator==(const Customer&, const Customer&) = default;
};

struct TruckRecord {
    TruckId id;
    std::string vin;
    std::string plate;
    std::string model;
    std::string segment;
    std::string workshop;
    std::optional<PlanId> plan;
    std::optional<Day> delivered;
    std::string engine;     // its type
    std::string duty;       // what it does all day: long-haul, distribution, construction, ...
    std::string agreement;  // the service agreement by its name or number; empty: none
    std::optional<Day> agreement_until;  // inclusive
    friend bool operator==(const TruckRecord&, const TruckRecord&) = default;
};

// From `from` until the truck's next ownership. Without a customer: unassigned.
struct Ownership {
    TruckId truck;
    std::optional<CustomerId> customer;
    Time from;
    friend bool operator==(const Ownership&, const Ownership&) = default;
};

// A truck's ownerships in the order of `from`; one that starts at the same time replaces the other.
void enter(std::vector<Ownership>& ownerships, const Ownership& ownership);
std::optional<CustomerId> owner_at(const std::vector<Ownership>& ownerships, Time at);

}  // namespace roadworthy::truck
