#pragma once
// The event stream of a back-test: readings and questions in, predictions out, a line at a time.
//
//   R,vehicle,timestamp,value,unit    unit: km or h
//   Q,vehicle,origin,target           answered by  vehicle,origin,target,p10,p50,p90  (days)

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/due/forecast.hpp"
#include "backend/truck/meters.hpp"
#include "common/report.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {

// reference: the fleet's numbers move with every line, as in due_predictor.py.
// daily: they are fixed once a day, and a prediction is what a truck's due row would say.
enum class FleetNumbersMove : std::uint8_t { with_every_line, once_a_day };

class ForecastFeed {
public:
    explicit ForecastFeed(FleetNumbersMove move) : move_(move) {}

    static constexpr std::string_view head = "vehicle,origin,target_km,pred_p10,pred_p50,pred_p90";
    // The answer to a question, nothing for a reading.
    Result<std::optional<std::string>> take(std::string_view line);

private:
    struct Vehicle {
        truck::Meter meter;
        std::vector<due::AskedPrediction> asked;
        bool is_in_prior = false;
    };
    struct Fleet {
        due::Prior prior;
        due::Widths widths;
        due::FleetNumbers of_the_day;
    };
    using Fields = std::vector<std::string_view>;

    Result<std::optional<std::string>> read(const Fields& fields);
    Result<std::optional<std::string>> answer(const Fields& fields);
    void begin_day_of(Time time);
    void take(truck::MeterPoint reading, truck::Meter& meter) const;
    std::optional<due::Outlook> predict(const Vehicle& vehicle, double now, double target) const;
    Fleet& fleet_of(const Vehicle& vehicle) { return fleets_[vehicle.meter.kind]; }

    FleetNumbersMove move_;
    std::map<std::string, Vehicle, std::less<>> vehicles_;
    std::map<MeterKind, Fleet> fleets_;
    Day day_;
};

}  // namespace roadworthy::backend
