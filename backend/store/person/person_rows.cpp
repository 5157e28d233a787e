#include "backend/store/person/person_rows.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/store/forms/stored_texts.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/person/erase.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::store {
namespace {

// Blobs of a truck in which people's words stand, in both versions of the derived tables. key: what
// tells its rows apart, beside the truck.
struct TruckBlobs {
    std::string_view table;
    std::string_view key;
};
constexpr std::array<TruckBlobs, 7> truck_blobs = {{{"dossiers", "truck"},
                                                    {"visit_answers", "answer"},
                                                    {"base_visit_answers", "answer"},
                                                    {"base_dossiers", "truck"},
                                                    {"cases", "case_id"},
                                                    {"base_cases", "case_id"},
                                                    {"entered",
                                                     "kind || ' ' || subject || ' ' ||"
                                                     " at_ms"}}};

// Texts of rows that are his: a condition with his customer id as its parameter.
struct HisTexts {
    std::string_view table;
    std::string_view column;
    std::string_view are_his;
};
constexpr std::string_view of_his_alerts =
    "(alert IS NULL OR alert IN (SELECT alert FROM alerts WHERE customer = ?))";
constexpr std::string_view of_his_trucks =
    "truck IN (SELECT truck FROM ownership WHERE customer = ?)";
constexpr std::array<HisTexts, 18> his_texts = {{
    {"trucks", "agreement", of_his_trucks},
    {"trucks", "plate", of_his_trucks},
    {"base_trucks", "agreement", of_his_trucks},
    {"base_trucks", "plate", of_his_trucks},
    {"customers", "name", "customer = ?"},
    {"customers", "contact", "customer = ?"},
    {"customers", "phone", "customer = ?"},
    {"base_customers", "name", "customer = ?"},
    {"base_customers", "contact", "customer = ?"},
    {"base_customers", "phone", "customer = ?"},
    {"alerts", "outcome_words", "customer = ?"},
    {"deliveries", "message", of_his_alerts},
    {"deliveries", "subject", of_his_alerts},
    {"care_outcomes", "words", "task IN (SELECT task FROM care_tasks WHERE customer = ?)"},
    {"interactions", "content", "customer = ?"},
    {"interactions", "outcome", "customer = ?"},
    {"evidence", "words", of_his_trucks},
    {"base_evidence", "words", of_his_trucks},
}};

// Rows that are his and nothing else: a condition with his customer id as its parameter.
constexpr std::string_view his_recipients =
    "recipient IN (SELECT recipient FROM recipients WHERE hears = 3 AND subject = ?)";
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> his_rows = {{
    {"deliveries", his_recipients},
    {"recipients", "hears = 3 AND subject = ?"},
    {"contacts", "customer = ?"},
    {"interactions", "customer = ?"},
    {"profiles", "customer = ?"},
    {"tags", "about = 0 AND subject = ?"},
    {"case_links", "customer = ?"},
    {"visit_links", "customer = ?"},
    {"care_contacts", "customer = ?"},
    {"tokens", "kind = 'customer' AND subject = ?"},
}};
// Likewise of one contact, by his id.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> contact_rows = {{
    {"interactions", "contact = ?"},
    {"contacts", "contact = ?"},
}};

std::int64_t run(sql::Connection& connection, const std::string& text, const auto&... values) {
    connection.prepare(text)->with(values...).run();
    return connection.changes();
}

std::string text_at(const sql::Statement& row, int column) {
    return row.is_null(column) ? std::string() : std::string(row.text(column));
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> exported = {{
    {"customers", "customer = ?"},
    {"contacts", "customer = ?"},
    {"interactions", "customer = ?"},
    {"profiles", "customer = ?"},
    {"tags", "about = 0 AND subject = ?"},
    {"care_tasks", "customer = ?"},
    {"care_outcomes", "task IN (SELECT task FROM care_tasks WHERE customer = ?)"},
    {"recipients", "hears = 3 AND subject = ?"},
    {"ownership", "customer = ?"},
}};

PersonRows rows_where(sql::Connection& connection, std::string table, std::string_view are_his,
                      std::string_view id) {
    PersonRows found{.table = std::move(table), .rows = {}};
    std::vector<std::string> columns;
    const auto names =
        connection.prepare("SELECT name FROM pragma_table_info('" + found.table + "')");
    std::string cast;
    while (names->step()) {
        columns.push_back(text_at(*names, 0));
        cast += (cast.empty() ? "CAST(" : ", CAST(") + columns.back() + " AS TEXT)";
    }
    const auto row = connection.prepare("SELECT " + cast + " FROM " + found.table + " WHERE " +
                                        std::string(are_his));
    row->with(id);
    while (row->step()) {
        auto& values = found.rows.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!row->is_null(static_cast<int>(i))) {
                values.emplace_back(columns[i], text_at(*row, static_cast<int>(i)));
            }
        }
    }
    return found;
}

std::int64_t clean_blobs(sql::Connection& connection, const TruckBlobs& blobs,
                         const std::string& truck, const TextChange& change) {
    const std::string table(blobs.table);
    const std::string key(blobs.key);
    std::vector<std::pair<std::string, std::vector<std::byte>>> clean;
    const auto row =
        connection.prepare("SELECT " + key + ", content FROM " + table + " WHERE truck = ?");
    row->with(truck);
    while (row->step()) {
        if (auto content = with_texts(row->blob(1), change)) {
            clean.emplace_back(text_at(*row, 0), std::move(*content));
        }
    }
    for (const auto& [one, content] : clean) {
        run(connection, "UPDATE " + table + " SET content = ? WHERE truck = ? AND " + key + " = ?",
            sql::Blob(content), truck, one);
    }
    return static_cast<std::int64_t>(clean.size());
}

std::int64_t clean_texts(sql::Connection& connection, const CustomerId& customer,
                         const Cleaning& cleaning) {
    std::int64_t rows = 0;
    for (const HisTexts& one : his_texts) {
        const std::string column(one.column);
        const std::string text = "UPDATE " + std::string(one.table) + " SET " + column +
                                 " = replace(" + column + ", ?, ?) WHERE " +
                                 std::string(one.are_his) + " AND " + column + " LIKE ? ESCAPE '!'";
        for (const std::string& word : cleaning.words) {
            std::string pattern = "%";
            for (const char letter : word) {
                pattern += letter == '%' || letter == '_' || letter == '!' ? "!" : "";
                pattern += letter;
            }
            rows += run(connection, text, word, erased_name, customer.text(), pattern + '%');
        }
    }
    return rows;
}

// A recipient who is he, whomever he hears of.
std::int64_t drop_recipients(sql::Connection& connection, const Cleaning& cleaning) {
    std::vector<std::string> his;
    const auto row = connection.prepare("SELECT recipient, name, channels FROM recipients");
    while (row->step()) {
        if (without(row->text(1), cleaning.words) || without(row->text(2), cleaning.words)) {
            his.push_back(text_at(*row, 0));
        }
    }
    std::int64_t rows = 0;
    for (const std::string& recipient : his) {
        rows += run(connection, "DELETE FROM deliveries WHERE recipient = ?", recipient);
        rows += run(connection, "DELETE FROM recipients WHERE recipient = ?", recipient);
    }
    return rows;
}

}  // namespace

std::optional<std::string> without(std::string_view text, const std::vector<std::string>& words) {
    std::string clean(text);
    bool has_changed = false;
    for (const std::string& word : words) {
        for (std::size_t at = clean.find(word); at != std::string::npos;
             at = clean.find(word, at + erased_name.size())) {
            clean.replace(at, word.size(), erased_name);
            has_changed = true;
        }
    }
    return has_changed ? std::optional(std::move(clean)) : std::nullopt;
}

bool is_known(sql::Connection& connection, const Person& person) {
    const auto row =
        person.contact
            ? connection.prepare("SELECT 1 FROM contacts WHERE customer = ? AND contact = ?")
            : connection.prepare("SELECT 1 FROM customers WHERE customer = ?");
    row->bind_text(1, person.customer.text());
    if (person.contact) {
        row->bind_text(2, *person.contact);
    }
    return row->step();
}

std::vector<std::string> contact_texts(sql::Connection& connection, const Person& person) {
    const auto row = connection.prepare(
        "SELECT name, phones, email, robots FROM contacts WHERE customer = ?"
        " AND contact = COALESCE(?, contact)");
    row->with(person.customer.text(), person.contact);
    std::vector<std::string> all;
    while (row->step()) {
        for (int column = 0; column < 4; ++column) {
            all.push_back(text_at(*row, column));
        }
    }
    return all;
}

std::vector<PersonRows> rows_of_person(sql::Connection& connection, const Person& person,
                                       const Cleaning& naming) {
    std::vector<PersonRows> all;
    if (person.contact) {
        for (const auto& [table, are_his] : contact_rows) {
            all.push_back(rows_where(connection, std::string(table), are_his, *person.contact));
        }
    } else {
        for (const auto& [table, are_his] : exported) {
            all.push_back(
                rows_where(connection, std::string(table), are_his, person.customer.text()));
        }
    }
    PersonRows named{.table = "named in", .rows = {}};
    for (const std::string& truck : naming.trucks) {
        const auto row = connection.prepare("SELECT case_id, content FROM cases WHERE truck = ?");
        row->with(truck);
        while (row->step()) {
            static_cast<void>(
                with_texts(row->blob(1), [&](std::string_view text) -> std::optional<std::string> {
                    if (without(text, naming.words)) {
                        named.rows.push_back({{"truck", truck},
                                              {"case", text_at(*row, 0)},
                                              {"text", std::string(text)}});
                    }
                    return std::nullopt;
                }));
        }
    }
    all.push_back(std::move(named));
    return all;
}

std::set<std::string> trucks_of_customer(sql::Connection& connection, const CustomerId& customer) {
    std::set<std::string> all;
    const auto row = connection.prepare(
        "SELECT truck FROM ownership WHERE customer = ? UNION"
        " SELECT truck FROM base_ownership WHERE customer = ?");
    row->with(customer.text(), customer.text());
    while (row->step()) {
        all.insert(text_at(*row, 0));
    }
    return all;
}

void replace_payload(sql::Connection& connection, std::int64_t partition, Position position,
                     std::span<const std::byte> payload) {
    run(connection,
        "UPDATE journal_" + std::to_string(partition) + " SET payload = ? WHERE position = ?",
        payload, position);
}

std::int64_t clean_tables(sql::Connection& connection, const Person& person,
                          const Cleaning& cleaning) {
    std::int64_t rows = 0;
    for (const std::string& truck : cleaning.trucks) {
        for (const TruckBlobs& blobs : truck_blobs) {
            rows += clean_blobs(connection, blobs, truck, cleaning.change);
        }
    }
    rows += clean_texts(connection, person.customer, cleaning);
    rows += drop_recipients(connection, cleaning);
    if (person.contact) {
        for (const auto& [table, are_his] : contact_rows) {
            rows += run(connection,
                        "DELETE FROM " + std::string(table) + " WHERE " + std::string(are_his),
                        *person.contact);
        }
        return rows;
    }
    for (const auto& [table, are_his] : his_rows) {
        rows +=
            run(connection, "DELETE FROM " + std::string(table) + " WHERE " + std::string(are_his),
                person.customer.text());
    }
    for (const std::string_view table : {"customers", "base_customers"}) {
        rows += run(connection,
                    "UPDATE " + std::string(table) +
                        " SET name = ?, contact = '', phone = '' WHERE customer = ?",
                    erased_name, person.customer.text());
    }
    return rows;
}

}  // namespace roadworthy::store
