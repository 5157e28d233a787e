#pragma once
// A database to be read by a command, and for whom: what all views have in common.

#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "backend/commands/checked.hpp"
#include "backend/commands/commands.hpp"
#include "backend/commands/writer.hpp"
#include "backend/config.hpp"
#include "backend/http/resources/json.hpp"
#include "backend/store/scope.hpp"
#include "backend/store/views/page.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::backend {

struct ViewOptions {
    const CommonOptions* common = nullptr;
    bool as_json = false;
    std::string today;     // empty: the clock's
    std::string language;  // empty: LANG, else the configuration
    std::string customer;  // empty: of all
};

// --json, --today and --language; they are filled when the command line is parsed.
void add_view_options(CLI::App& command, ViewOptions& options, const CommonOptions& common);

struct Viewing {
    std::unique_ptr<sql::Connection> database;
    store::Scope scope = store::Scope::everything();  // who has the file may see all that is in it
    Reader reader;
};

// Whether it is being served or not.
Viewing open_view(const ViewOptions& options);

// All pages of a view.
template <class Row, class Ask>
views::Page<Row> all_of(Ask ask) {
    views::Page<Row> all;
    views::PageQuery query{.limit = views::most_rows};
    do {
        views::Page<Row> page = checked(ask(query));
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all.rows));
        query.after = std::move(page.next);
    } while (query.after);
    return all;
}

void print(const http::Json& json);

}  // namespace roadworthy::backend
