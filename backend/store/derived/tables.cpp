#include "backend/store/derived/tables.hpp"

#include <string_view>

#include "backend/store/schema.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {

sql::Statement& Tables::prepared(std::string_view text) {
    sql::Statement*& statement = statements_[text.data()];
    if (statement == nullptr) {
        statement = &connection_.prepared(tables_of(version_, text));
    }
    return *statement;
}

}  // namespace roadworthy::store
