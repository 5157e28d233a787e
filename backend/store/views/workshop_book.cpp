#include "backend/store/views/workshop_book.hpp"

#include <string>
#include <utility>

#include "backend/due/visits/workshop.hpp"
#include "backend/store/forms/due_form.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/views/columns.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {
namespace {

WorkshopBook::Page read(sql::Connection& connection, const std::string& key) {
    const Rows row(
        connection.prepared("SELECT content FROM workshops WHERE workshop = ?").with(key));
    if (!row->step()) {
        return {.workshop = {.key = key}};
    }
    auto workshop = store::from_blob<due::Workshop>(row->blob(0));
    if (!workshop) {
        throw sql::Failure(sql::Fault::corrupt,
                           "workshop " + key + ": " + workshop.error().message);
    }
    return {.workshop = std::move(*workshop), .is_entered = true};
}

}  // namespace

const WorkshopBook::Page& WorkshopBook::page(const std::string& key) {
    auto found = read_.find(key);
    if (found == read_.end()) {
        found = read_.emplace(key, read(connection_, key)).first;
    }
    return found->second;
}

}  // namespace roadworthy::views
