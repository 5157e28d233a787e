// What happens to a dealer's trucks.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/backend/care/dealer/dealer.hpp"

namespace roadworthy::dealer {
namespace {

using std::chrono::days;

class Maker {
public:
    explicit Maker(const Size& size) : size_(size), random_(size.seed) {}

    World make() {
        World world;
        world.first = Day{std::chrono::year{2024} / 1 / 1};
        world.last = world.first + days{size_.days - 1};
        const std::vector<int> fleets = fleet_sizes();
        int number = 0;
        for (std::size_t i = 0; i < fleets.size(); ++i) {
            const auto id = CustomerId::from("C" + std::to_string(1000 + i)).value();
            world.customers[id] = chance(15) ? truck::Tier::vip : truck::Tier::ordinary;
        }
        auto customer = world.customers.begin();
        for (const int fleet : fleets) {
            for (int i = 0; i < fleet; ++i) {
                world.trucks.push_back(life(++number, customer->first, world));
            }
            ++customer;
        }
        return world;
    }

private:
    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
    bool chance(int percent) { return below(100) < percent; }

    // Most own a single truck, a few own hundreds.
    std::vector<int> fleet_sizes() {
        std::vector<int> all(static_cast<std::size_t>(size_.customers), 1);
        int left = size_.trucks - size_.customers;
        for (std::size_t i = 0; i < all.size() && left > 0; ++i) {
            const int wanted = i == 0   ? 499
                               : i < 4  ? 249
                               : i < 12 ? 79
                               : i < 90 ? 1 + below(20)
                                        : 0;
            const int more = std::min(left, wanted);
            all[i] += more;
            left -= more;
        }
        for (std::size_t i = 1; left > 0; i = i % 11 + 1, --left) {
            all[i % all.size()] += 1;
        }
        return all;
    }

    Life life(int number, const CustomerId& owner, const World& world) {
        Life made{.id = TruckId::from("TRUCK" + std::to_string(10'000 + number)).value(),
                  .delivered = delivered(world)};
        made.entered = std::max(world.first, made.delivered + days{chance(80) ? 0 : below(45)});
        made.owners.push_back({owner, made.delivered});
        if (chance(4)) {
            auto buyer = world.customers.begin();
            std::advance(buyer, below(static_cast<int>(world.customers.size())));
            const Day from = std::max(made.entered, world.first) + days{1 + below(size_.days)};
            if (buyer->first != owner) {
                made.owners.push_back({buyer->first, from});
            }
        }
        if (chance(40)) {
            made.agreement_until = made.delivered + days{365 + below(1460)};
        }
        if (chance(90)) {
            made.warranty_until = made.delivered + days{730};
        }
        add_services(made, world);
        add_matters(made, world);
        return made;
    }

    // A third new in these two years, the others up to eleven years old.
    Day delivered(const World& world) {
        return chance(35) ? world.first + days{below(size_.days)}
                          : world.first - days{1 + below(4000)};
    }

    void add(Life& made, const World& world, const std::string& item, Day at) {
        const Day entered = std::max(at + days{chance(75) ? 0 : below(12)}, made.entered);
        if (entered <= world.last) {
            made.done.push_back({item, at, entered});
        }
    }

    // Oil after 90 days, then each 180; from some day on, some are never seen again.
    void add_services(Life& made, const World& world) {
        const Day away = chance(12) ? world.first + days{below(size_.days)} : world.last + days{1};
        Day due = made.delivered + days{90};
        while (due < world.first - days{200}) {
            due += days{180};
        }
        for (;;) {
            const Day at = due + days{below(26) - 5};
            if (at > world.last || at > away) {
                break;
            }
            add(made, world, "oil", at);
            due = at + days{180};
        }
        for (int year = 2024; year <= 2026; ++year) {
            const Day rains{std::chrono::year{year} / 5 / 1};
            const Day at = rains - days{below(20)};
            if (at > made.entered && at <= away && at <= world.last && chance(60)) {
                add(made, world, "rains", at);
            }
        }
        std::ranges::stable_sort(made.done, {}, &Done::at);
    }

    void add_matters(Life& made, const World& world) {
        for (int i = below(4); i > 0; --i) {
            const Day at = made.entered + days{below(size_.days)};
            if (at <= world.last) {
                made.repairs.push_back({"repair R" + std::to_string(i), at, {}});
            }
        }
        if (chance(8)) {
            const Day at = made.entered + days{below(size_.days)};
            const int answer = below(6);
            made.complaints.push_back(
                {"case B1", at, answer == 5 ? std::nullopt : std::optional(at + days{answer})});
        }
        if (chance(10)) {
            made.campaign = world.first + days{size_.days / 2};
        }
    }

    Size size_;
    std::mt19937_64 random_;
};

}  // namespace

World make_world(const Size& size) {
    return Maker(size).make();
}

}  // namespace roadworthy::dealer
