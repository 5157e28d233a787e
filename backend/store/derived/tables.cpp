#include "backend/store/derived/tables.hpp"

namespace roadworthy::store {

sql::Statement& Tables::prepared(std::string_view text) {
    sql::Statement*& statement = statements_[text.data()];
    if (statement == nullptr) {
        statement = &connection_.prepared(tables_of(version_, text));
    }
    return *statement;
}

}  // namespace roadworthy::store
