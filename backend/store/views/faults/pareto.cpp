#include "backend/store/views/faults/pareto.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/due/forecast.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/store/forms/dossier_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/truck/meters.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/report_bodies.hpp"
#include "common/time.hpp"

namespace roadworthy::views {
namespace {

constexpr std::array<std::string_view, 5> names{"model", "engine", "km_band", "software", "system"};

// What a truck's group may go by, in one order for both.
constexpr std::string_view traits = "t.truck, t.model, t.engine";
const std::string episode_rows =
    "SELECT " + std::string(traits) +
    ", e.odometer_m, e.spn, e.fmi, e.source_address FROM episodes e"
    " JOIN trucks t ON t.bucket = e.bucket AND t.truck = e.truck"
    " WHERE {period e e.opened_ms} AND e.opened_ms >= ? AND e.opened_ms < ?";
const std::string truck_rows = "SELECT " + std::string(traits) +
                               ", t.odometer_m, t.odometer_pace FROM trucks t WHERE {owner t}";
constexpr std::string_view dossier_rows =
    "SELECT d.truck, d.content FROM dossiers d JOIN trucks t ON t.bucket = d.bucket"
    " AND t.truck = d.truck WHERE {owner t}";
constexpr int odometer_column = 3;
constexpr int own_column = 4;  // the first that the two do not share

std::string km_band(const sql::Statement& row) {
    constexpr std::int64_t band_m = 100'000'000;
    const auto odometer = integer_if(row, odometer_column);
    return odometer ? std::to_string(*odometer / band_m * 100) : "";
}

std::string system_of(std::uint32_t spn) {
    const auto* const words = faults::spn_words(spn);
    return words == nullptr ? "" : std::string(words->system->key);
}

// Of each ECU of each truck.
using Software = std::map<std::string, std::vector<EcuIdentity>>;

// A dossier is decoded for each truck: no table has what nothing else asks for.
Software software(sql::Connection& connection, const store::Scope& scope) {
    Software all;
    const Rows row(scope.select(connection, dossier_rows));
    while (row->step()) {
        const auto truck = id_at<TruckId>(*row, 0);
        auto dossier = store::decode_dossier(truck, row->blob(1));
        if (!dossier) {
            throw sql::Failure(sql::Fault::corrupt,
                               "the dossier of " + truck.text() + ": " + dossier.error().message);
        }
        all.emplace(truck.text(), std::move(dossier->state.ecus));
    }
    return all;
}

struct Group {
    std::uint64_t trucks = 0;
    double distance_m = 0;
};

class Sorting {
public:
    Sorting(sql::Connection& connection, const store::Scope& scope, ParetoBy by) : by_(by) {
        if (by == ParetoBy::software) {
            software_ = software(connection, scope);
        }
    }

    // In which a truck counts.
    std::set<std::string> of_truck(const sql::Statement& row) const {
        switch (by_) {
            case ParetoBy::model:
                return {text_at(row, 1)};
            case ParetoBy::engine:
                return {text_at(row, 2)};
            case ParetoBy::km_band:
                return {km_band(row)};
            case ParetoBy::software:
                return all_software(text_at(row, 0));
            case ParetoBy::system:
                break;
        }
        return {""};
    }

    std::string of_episode(const sql::Statement& row) const {
        if (by_ == ParetoBy::system) {
            return system_of(static_cast<std::uint32_t>(row.integer(own_column)));
        }
        if (by_ == ParetoBy::software) {
            const auto address = static_cast<std::uint8_t>(row.integer(own_column + 2));
            const auto truck = software_.find(text_at(row, 0));
            if (truck == software_.end()) {
                return "";
            }
            const auto ecu =
                std::ranges::find(truck->second, address, &EcuIdentity::source_address);
            return ecu == truck->second.end() ? "" : ecu->software;
        }
        return *of_truck(row).begin();
    }

private:
    std::set<std::string> all_software(const std::string& truck) const {
        std::set<std::string> all;
        if (const auto found = software_.find(truck); found != software_.end()) {
            for (const EcuIdentity& ecu : found->second) {
                all.insert(ecu.software);
            }
        }
        return all;
    }

    ParetoBy by_;
    Software software_;
};

using Groups = std::map<std::string, Group>;

Groups groups(sql::Connection& connection, const store::Scope& scope, const ParetoQuery& query,
              const Sorting& sorting) {
    const auto days = static_cast<double>((query.period.to - query.period.from).count());
    Groups all;
    const Rows row(scope.select(connection, truck_rows));
    while (row->step()) {
        for (const std::string& name : sorting.of_truck(*row)) {
            Group& group = all[name];
            ++group.trucks;
            if (!row->is_null(own_column)) {
                const due::Prior pace{.count = 1, .sum = row->real(own_column)};
                group.distance_m += static_cast<double>(
                    truck::meter_value(MeterKind::odometer, pace.rate().value_or(0) * days));
            }
        }
    }
    return all;
}

struct Count {
    std::uint64_t episodes = 0;
    std::set<std::string> trucks;
};
using Counts = std::map<std::tuple<std::string, std::uint32_t, std::uint8_t>, Count>;

Counts counts(sql::Connection& connection, const store::Scope& scope, const ParetoQuery& query,
              const Sorting& sorting) {
    Counts all;
    const Rows row(scope.select(connection, episode_rows, milliseconds_of(Time{query.period.from}),
                                milliseconds_of(Time{query.period.to})));
    while (row->step()) {
        Count& count =
            all[{sorting.of_episode(*row), static_cast<std::uint32_t>(row->integer(own_column)),
                 static_cast<std::uint8_t>(row->integer(own_column + 1))}];
        ++count.episodes;
        count.trucks.emplace(row->text(0));
    }
    return all;
}

}  // namespace

std::string_view name(ParetoBy by) {
    return names.at(static_cast<std::size_t>(by));
}

std::optional<ParetoBy> pareto_by_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<ParetoBy>(std::distance(names.begin(), found));
}

std::vector<ParetoRow> pareto(sql::Connection& connection, const store::Scope& scope,
                              const ParetoQuery& query) {
    const Sorting sorting(connection, scope, query.by);
    const auto held_against = groups(connection, scope, query, sorting);
    std::vector<ParetoRow> rows;
    for (const auto& [key, count] : counts(connection, scope, query, sorting)) {
        const auto& [name, spn, fmi] = key;
        const auto group = held_against.find(query.by == ParetoBy::system ? "" : name);
        const Group of = group == held_against.end() ? Group{} : group->second;
        rows.push_back({.group = name,
                        .spn = spn,
                        .fmi = fmi,
                        .episodes = count.episodes,
                        .trucks = count.trucks.size(),
                        .trucks_in_group = of.trucks,
                        .distance_m = std::llround(of.distance_m)});
    }
    std::ranges::stable_sort(rows, std::ranges::greater{}, &ParetoRow::episodes);
    rows.resize(std::min(rows.size(), query.most));
    return rows;
}

std::optional<std::int64_t> per_100_trucks_thousandths(const ParetoRow& row) {
    if (row.trucks_in_group == 0) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(row.episodes * 100'000 / row.trucks_in_group);
}

std::optional<std::int64_t> per_million_km_thousandths(const ParetoRow& row) {
    constexpr double million_km = 1e9;
    if (row.distance_m <= 0) {
        return std::nullopt;
    }
    return std::llround(static_cast<double>(row.episodes) * 1000 * million_km /
                        static_cast<double>(row.distance_m));
}

}  // namespace roadworthy::views
