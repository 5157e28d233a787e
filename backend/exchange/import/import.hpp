#pragma once
// A file of facts into the journal: row by row, each as a whole or not at all. What is there
// already, word for word, is left alone: the same file again changes nothing.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backend/exchange/csv.hpp"
#include "backend/exchange/import/facts_from_csv.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/io/sql.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

// A preview says what would change, and changes nothing.
enum class ImportMode : std::uint8_t { take, preview };

// What a row changes, or would.
struct RowNews {
    std::size_t line = 0;
    std::string what;
    friend bool operator==(const RowNews&, const RowNews&) = default;
};

struct ImportReport {
    std::size_t taken = 0;      // rows (of plans: plans) that said something new
    std::size_t unchanged = 0;  // rows that said what is known
    std::vector<RowError> errors;
    std::vector<RowNews> news;       // in the order of the lines
    std::vector<std::string> notes;  // what was taken, and somebody should know of it
    store::Position last = 0;        // of what was appended; 0: nothing was
};

// In one transaction. Nobody has applied the facts yet: see ingest::Applier.
ImportReport import_file(sql::Connection& connection, FileKind kind, std::string_view text,
                         Time now, ImportMode mode = ImportMode::take);

}  // namespace roadworthy::exchange
