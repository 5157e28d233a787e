#pragma once
// The tables of the customer record as files: store/record/record_tables lists their columns. Beside
// them every file may have the column `withdrawn` (no, yes): the row with that key goes.
//
// What a column does not say, or says empty, is empty: a file's row is the whole record.

#include <string>
#include <string_view>

#include "backend/exchange/import/import.hpp"
#include "backend/store/record/record_tables.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

// In one transaction; for a preview it is taken back.
ImportReport import_records(sql::Connection& connection, const store::RecordTable& table,
                            std::string_view text, ImportMode mode);

// What the files of services say beside the fact that something was done; rows without any of it are
// none. The other columns of such a file are read by facts_from_csv.
ImportReport import_service_details(sql::Connection& connection, std::string_view text,
                                    ImportMode mode);

// All of it, as `import` takes it.
std::string export_records(sql::Connection& connection, const store::RecordTable& table);

}  // namespace roadworthy::exchange
