#include "backend/store/views/faults/fault_words.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "backend/store/forms/stored_form.hpp"
#include "backend/store/forms/words_form.hpp"
#include "backend/store/views/columns.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {
namespace {

void read_all(sql::Statement& statement, std::vector<faults::OwnWords>& into) {
    const Rows row(statement);
    while (row->step()) {
        auto words = store::from_blob<faults::OwnWords>(row->blob(0));
        if (!words) {
            throw sql::Failure(sql::Fault::corrupt, "fault words: " + words.error().message);
        }
        into.push_back(std::move(*words));
    }
}

}  // namespace

FaultWords::FaultWords(sql::Connection& connection, std::string language)
    : connection_(connection), language_(std::move(language)) {
    read_all(connection.prepared("SELECT content FROM fault_words WHERE spn IS NULL").with(), own_);
}

void FaultWords::read(std::uint32_t spn) {
    if (read_.insert(spn).second) {
        read_all(connection_.prepared("SELECT content FROM fault_words WHERE spn = ?").with(spn),
                 own_);
    }
}

faults::Description FaultWords::describe(const faults::Code& code) {
    read(code.key.spn);
    if (code.conversion_method != 0) {
        for (const std::uint32_t spn : faults::readings_of_old_code(code.key.spn)) {
            read(spn);
        }
    }
    return faults::describe(own_, code, language_);
}

}  // namespace roadworthy::views
