#include "backend/store/person/erase.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backend/store/forms/stored_texts.hpp"
#include "backend/store/inputs/fact.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "backend/store/person/person_rows.hpp"
#include "backend/truck/registry.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"
#include "common/wire/cbor.hpp"

namespace roadworthy::store {
namespace {

constexpr std::size_t rows_at_once = 1000;
// Shorter ones stand in too much else.
constexpr std::size_t least_bytes = 4;

void add_words(std::vector<std::string>& words, std::string_view list) {
    while (!list.empty()) {
        const auto end = std::min(list.find(';'), list.size());
        std::string_view word = list.substr(0, end);
        while (word.starts_with(' ')) {
            word.remove_prefix(1);
        }
        while (word.ends_with(' ')) {
            word.remove_suffix(1);
        }
        if (word.size() >= least_bytes && word != erased_name) {
            words.emplace_back(word);
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

// Every fact of the journal, decoded, with its row.
void for_each_fact(sql::Connection& connection, auto take) {
    Position after = 0;
    for (;;) {
        const auto rows = rows_after(connection, after, rows_at_once);
        if (rows.empty()) {
            return;
        }
        for (const JournalRow& row : rows) {
            after = row.position;
            if (row.entry.kind != EntryKind::fact) {
                continue;
            }
            auto fact = decode_fact(row.payload);
            if (!fact) {
                throw sql::Failure(sql::Fault::corrupt,
                                   "the journal cannot be read: " + fact.error().message);
            }
            take(row, *fact);
        }
    }
}

const truck::Customer* customer_in(const Fact& fact, const CustomerId& id) {
    const auto* customer = std::get_if<truck::Customer>(&fact);
    return customer != nullptr && customer->id == id ? customer : nullptr;
}

class Erasing {
public:
    Erasing(sql::Connection& connection, const Person& person, std::vector<std::string> words)
        : connection_(connection),
          person_(person),
          words_(std::move(words)),
          trucks_(trucks_of_customer(connection, person.customer)) {}

    Erased erase() {
        clean_journal();
        erased_.table_rows = clean_tables(connection_, person_,
                                          {.words = words_, .trucks = trucks_, .change = change()});
        return erased_;
    }

private:
    TextChange change() const {
        return [this](std::string_view text) { return without(text, words_); };
    }

    void clean_journal() {
        const std::vector<Partition> all = partitions(connection_);
        for_each_fact(connection_, [&](const JournalRow& row, const Fact& fact) {
            if (auto payload = cleaned(row, fact)) {
                const auto in = std::ranges::find_if(all, [&row](const Partition& one) {
                    return one.first <= row.position && row.position <= one.last;
                });
                replace_payload(connection_, in->number, row.position, *payload);
                ++erased_.journal_rows;
            }
        });
    }

    std::optional<std::vector<std::byte>> cleaned(const JournalRow& row, const Fact& fact) const {
        if (const auto* customer = customer_in(fact, person_.customer)) {
            const truck::Customer clean = cleaned_customer(*customer);
            return clean == *customer ? std::nullopt : std::optional(encode_fact(clean));
        }
        if (!row.entry.truck || !trucks_.contains(row.entry.truck->text())) {
            return std::nullopt;
        }
        return cleaned_content(row.payload);
    }

    truck::Customer cleaned_customer(truck::Customer customer) const {
        if (!person_.contact) {
            customer.name = erased_name;
            customer.contact.clear();
            customer.phone.clear();
            return customer;
        }
        for (std::string* text : {&customer.name, &customer.contact, &customer.phone}) {
            *text = without(*text, words_).value_or(*text);
        }
        return customer;
    }

    // A fact is its kind and its content (encode_fact).
    std::optional<std::vector<std::byte>> cleaned_content(
        std::span<const std::byte> payload) const {
        cbor::Reader reader(payload, {.most_depth = 1, .most_string_bytes = 0});
        reader.array();
        const std::uint64_t kind = reader.unsigned_integer();
        const auto content = with_texts(reader.bytes(), change());
        if (!content) {
            return std::nullopt;
        }
        cbor::Writer writer;
        writer.array(2).unsigned_integer(kind);
        writer.bytes(*content);
        auto clean = writer.take();
        if (const auto good = decode_fact(clean); !good) {
            throw sql::Failure(sql::Fault::other,
                               "a fact that cannot be without his words: " + good.error().message);
        }
        return clean;
    }

    sql::Connection& connection_;
    const Person& person_;
    std::vector<std::string> words_;
    std::set<std::string> trucks_;
    Erased erased_;
};

std::optional<std::string> id_with(const std::vector<std::string>& words,
                                   const std::set<std::string>& ids) {
    for (const std::string& id : ids) {
        if (without(id, words)) {
            return id;
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> words_of(sql::Connection& connection, const Person& person) {
    std::vector<std::string> words;
    for (const std::string& text : contact_texts(connection, person)) {
        add_words(words, text);
    }
    if (!person.contact) {
        for_each_fact(connection, [&](const JournalRow&, const Fact& fact) {
            if (const auto* customer = customer_in(fact, person.customer)) {
                add_words(words, customer->name);
                add_words(words, customer->contact);
                add_words(words, customer->phone);
            }
        });
    }
    std::ranges::sort(words, [](const std::string& one, const std::string& other) {
        return one.size() != other.size() ? one.size() > other.size() : one < other;
    });
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

Result<Erased> erase_person(sql::Connection& connection, const Person& person) {
    Erased erased;
    {
        sql::Transaction transaction(connection);
        if (!is_known(connection, person)) {
            return fail("no such customer, or no such contact of his, is known");
        }
        auto words = words_of(connection, person);
        std::set<std::string> ids = trucks_of_customer(connection, person.customer);
        ids.insert(person.customer.text());
        if (const auto id = id_with(words, ids)) {
            return fail("the id \"" + *id + "\" holds his name or number: it cannot be taken out");
        }
        erased = Erasing(connection, person, std::move(words)).erase();
        transaction.commit();
    }
    // What was overwritten still stands in free pages, and in the log of writes, until here.
    connection.execute("VACUUM");
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    return erased;
}

}  // namespace roadworthy::store
