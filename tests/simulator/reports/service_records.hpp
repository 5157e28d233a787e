#pragma once
// The services done on a simulated truck as a workshop's file has them: the columns of
// `roadworthy-backend import services`.

#include <ostream>

#include "tests/simulator/reports/history.hpp"

namespace roadworthy::sim {

class ServiceRecords {
public:
    explicit ServiceRecords(std::ostream& out);  // writes the header

    void begin(const History& history);  // what was done before the history begins
    void day(const Character& truck, const DayRecord& day, TimeSpan span);

private:
    struct Done {
        std::string_view item;
        Time at;
        std::int64_t odometer_m = 0;  // as the cluster shows it
        std::int64_t engine_time_s = 0;
    };
    void write(const Character& truck, const Done& done);
    std::ostream& out_;
};

}  // namespace roadworthy::sim
