#include "backend/exchange/uptime/html.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/exchange/escaped.hpp"

namespace roadworthy::exchange {
namespace {

std::string_view class_of(Cell kind) {
    return kind == Cell::number ? " class=\"n\"" : "";
}

}  // namespace

HtmlTable::HtmlTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void HtmlTable::add(const std::vector<std::string>& cells) {
    rows_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        rows_ +=
            "<td" + std::string(class_of(columns_.at(i).kind)) + '>' + escaped(cells[i]) + "</td>";
    }
    rows_ += "</tr>\n";
}

std::string HtmlTable::html() const {
    std::string html = "<table><thead><tr>";
    for (const Column& column : columns_) {
        html += "<th" + std::string(class_of(column.kind)) + '>' + escaped(column.title) + "</th>";
    }
    return html + "</tr></thead><tbody>\n" + rows_ + "</tbody></table>\n";
}

}  // namespace roadworthy::exchange
