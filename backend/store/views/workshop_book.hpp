#pragma once
// Workshops as they are asked for. They are nobody's rows: a truck's home workshop is shown to
// whoever may see the truck.

#include <map>
#include <string>

#include "backend/due/visits/workshop.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

class WorkshopBook {
public:
    explicit WorkshopBook(sql::Connection& connection) : connection_(connection) {}

    struct Page {
        due::Workshop workshop;
        bool is_entered = false;  // else it is what is usual
    };
    // Lives as long as the book.
    const Page& page(const std::string& key);

private:
    sql::Connection& connection_;
    std::map<std::string, Page> read_;
};

}  // namespace roadworthy::views
