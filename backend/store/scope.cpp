#include "backend/store/scope.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {
namespace {

struct Mark {
    std::size_t begin = 0;  // of its brace
    std::size_t end = 0;    // after its brace
    std::string_view kind;  // owner, period, overlap
    std::string_view alias;
    std::string_view moment;  // of a period; of an overlap its two ends
};

[[noreturn]] void refuse(std::string_view text, const char* why) {
    throw std::logic_error(std::string(why) + ": " + std::string(text));
}

// Up to the next blank, which is taken too.
std::string_view next_word(std::string_view& rest) {
    const std::size_t blank = rest.find(' ');
    const std::string_view word = rest.substr(0, blank);
    rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    return word;
}

Mark only_mark(std::string_view text) {
    Mark mark;
    mark.begin = text.find('{');
    if (mark.begin == std::string_view::npos) {
        refuse(text, "a statement that serves a person without its row filter");
    }
    mark.end = text.find('}', mark.begin);
    if (mark.end == std::string_view::npos ||
        text.find('{', mark.begin + 1) != std::string_view::npos || text.find('?') < mark.begin) {
        refuse(text, "the row filter stands once and before the first parameter");
    }
    ++mark.end;
    std::string_view rest = text.substr(mark.begin + 1, mark.end - mark.begin - 2);
    mark.kind = next_word(rest);
    mark.alias = next_word(rest);
    mark.moment = rest;
    if (mark.alias.empty() ||
        (mark.kind != "owner" && mark.kind != "period" && mark.kind != "overlap") ||
        mark.moment.empty() != (mark.kind == "owner")) {
        refuse(text, "not a row filter");
    }
    return mark;
}

// Which customers the subject may see, for a column that holds one.
std::string owned_by(const Scope::Subject& subject, const std::string& column) {
    return std::holds_alternative<CustomerId>(subject)
               ? column + " = ?"
               : column + " IN (SELECT customer FROM customers WHERE dealer = ?)";
}

std::string condition(const Mark& mark, const Scope::Subject& subject) {
    if (std::holds_alternative<Scope::Everything>(subject)) {
        return "1 = 1";
    }
    const std::string alias(mark.alias);
    if (mark.kind == "owner") {
        return owned_by(subject, alias + ".customer");
    }
    // One moment is its own beginning and end.
    std::string_view rest = mark.moment;
    const std::string_view first = mark.kind == "overlap" ? next_word(rest) : rest;
    const std::string begin = '(' + std::string(first) + ')';
    const std::string end = '(' + std::string(rest) + ')';
    const std::string before_end = mark.kind == "overlap" ? " < " : " <= ";
    return "EXISTS (SELECT 1 FROM ownership scoped WHERE scoped.bucket = " + alias +
           ".bucket AND scoped.truck = " + alias + ".truck AND scoped.from_ms" + before_end + end +
           " AND (scoped.to_ms IS NULL OR " + begin + " < scoped.to_ms) AND " +
           owned_by(subject, "scoped.customer") + ')';
}

}  // namespace

std::string Scope::filtered(std::string_view text) const {
    const Mark mark = only_mark(text);
    std::string filtered(text.substr(0, mark.begin));
    filtered += condition(mark, subject_);
    filtered += text.substr(mark.end);
    return filtered;
}

std::unique_ptr<sql::Statement> Scope::prepare(sql::Connection& connection,
                                               std::string_view text) const {
    return connection.prepare(filtered(text));
}

sql::Statement& Scope::bind(sql::Statement& prepared, const std::vector<Value>& values) const {
    int parameter = 0;
    prepared.reset();
    if (const std::string* id = subject_id()) {
        prepared.bind_text(++parameter, *id);
    }
    for (const Value& value : values) {
        ++parameter;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            prepared.bind_integer(parameter, *number);
        } else {
            prepared.bind_text(parameter, std::get<std::string>(value));
        }
    }
    return prepared;
}

const std::string* Scope::subject_id() const {
    if (const auto* dealer = std::get_if<DealerId>(&subject_)) {
        return &dealer->text();
    }
    const auto* customer = std::get_if<CustomerId>(&subject_);
    return customer == nullptr ? nullptr : &customer->text();
}

}  // namespace roadworthy::store
