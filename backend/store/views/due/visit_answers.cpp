#include "backend/store/views/due/visit_answers.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "backend/customers/visit_offer.hpp"
#include "backend/store/forms/offer_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/columns.hpp"
#include "backend/store/views/page.hpp"
#include "backend/store/views/trucks.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/topics.hpp"

namespace roadworthy::views {
namespace {

using roadworthy::customers::VisitAnswer;

// Of the present owner alone: plate and workshop.
constexpr std::string_view answer_rows =
    "SELECT v.truck, CASE WHEN o.to_ms IS NULL THEN t.plate END, t.model,"
    " CASE WHEN o.to_ms IS NULL THEN t.workshop END, o.customer, c.name, v.content, v.at_ms,"
    " v.answer FROM visit_answers v JOIN trucks t ON t.bucket = v.bucket AND t.truck = v.truck"
    " LEFT JOIN ownership o ON o.bucket = v.bucket AND o.truck = v.truck"
    " AND o.from_ms <= v.at_ms AND (o.to_ms IS NULL OR v.at_ms < o.to_ms)"
    " LEFT JOIN customers c ON c.customer = o.customer"
    " WHERE {period v v.at_ms} AND (v.at_ms, v.truck, v.answer) < (?, ?, ?)"
    " ORDER BY v.at_ms DESC, v.truck DESC, v.answer DESC LIMIT ?";
constexpr std::string_view of_truck =
    "SELECT content FROM visit_answers WHERE bucket = ? AND truck = ? ORDER BY at_ms, answer";
constexpr std::string_view after_all_texts = "\x7F";

VisitAnswer answer_at(const sql::Statement& row, int column) {
    auto answer = store::from_blob<VisitAnswer>(row.blob(column));
    if (!answer) {
        throw sql::Failure(sql::Fault::corrupt, "a stored answer: " + answer.error().message);
    }
    return std::move(*answer);
}

struct Place {
    std::int64_t at_ms = std::numeric_limits<std::int64_t>::max();
    std::string truck{after_all_texts};
    std::string answer{after_all_texts};
};

Result<Place> place_of(const PageQuery& page) {
    if (!page.after) {
        return Place{};
    }
    const auto parts = from_cursor(*page.after, 3);
    const auto at = parts ? integer_of((*parts)[0]) : Result<std::int64_t>(0);
    if (!parts || !at) {
        return fail("expected a cursor as the page before gave it");
    }
    return Place{*at, (*parts)[1], (*parts)[2]};
}

}  // namespace

Result<Page<AnsweredVisit>> visit_answers(sql::Connection& connection, const store::Scope& scope,
                                          const PageQuery& page) {
    const auto place = place_of(page);
    if (!place) {
        return tl::unexpected(place.error());
    }
    Page<AnsweredVisit> found;
    const Rows row(scope.select(connection, std::string(answer_rows), place->at_ms, place->truck,
                                place->answer, static_cast<std::int64_t>(page.limit) + 1));
    while (row->step()) {
        if (found.rows.size() == page.limit) {
            const VisitAnswer& last = found.rows.back().answer;
            found.next = to_cursor(
                {std::to_string(milliseconds_of(last.at)), last.truck.text(), last.id.text()});
            break;
        }
        found.rows.push_back({label_at(*row, 0), answer_at(*row, label_width)});
    }
    return found;
}

std::vector<VisitAnswer> answers_of_truck(sql::Connection& connection, const TruckId& truck,
                                          const std::optional<CustomerId>& customer) {
    std::vector<VisitAnswer> all;
    const Rows row(connection.prepared(of_truck).with(topics::bucket_of(truck), truck.text()));
    while (row->step()) {
        VisitAnswer answer = answer_at(*row, 0);
        if (answer.customer == customer) {
            std::erase_if(all, [&](const VisitAnswer& one) { return one.visit == answer.visit; });
            all.push_back(std::move(answer));
        }
    }
    return all;
}

}  // namespace roadworthy::views
