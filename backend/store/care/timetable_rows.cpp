#include "backend/store/care/timetable_rows.hpp"

#include <utility>

#include "backend/customers/care/timetable.hpp"
#include "backend/store/care/round_rows.hpp"
#include "backend/store/forms/care_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::store {

care::Timetable timetable_in_force(sql::Connection& connection) {
    sql::Statement& row =
        connection.prepared("SELECT content FROM care_timetables ORDER BY version DESC LIMIT 1")
            .with();
    if (!row.step()) {
        row.reset();
        return care::built_in_timetable();
    }
    auto timetable = from_blob<care::Timetable>(row.blob(0));
    row.reset();
    if (!timetable) {
        throw sql::Failure(sql::Fault::corrupt, "a care timetable: " + timetable.error().message);
    }
    return std::move(*timetable);
}

void put_timetable(sql::Connection& connection, const care::Timetable& timetable, Time from) {
    const auto content = to_blob(timetable);
    connection.prepared("INSERT INTO care_timetables (version, from_ms, content) VALUES (?, ?, ?)")
        .with(timetable.version, milliseconds_of(from), sql::Blob(content))
        .run();
    restart_care_round(connection);
}

}  // namespace roadworthy::store
