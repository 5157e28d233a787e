#pragma once
// A person taken out of the database: a customer who is one, or one contact of a customer.
//
// Goals: nothing of him is left in the file, in what is rebuilt from it, or in a backup made after;
// what trucks did and what was wrong with them stays as it was. Assumptions: nobody serves the
// database meanwhile. Invariants: his names, numbers and addresses are gone wherever they stand in
// what belongs to his customer: in the journal's facts too, whose positions and times stay, so that a
// rebuild makes the same tables as are left. Text of another customer is not touched.
//
// What survives a power cut: either nothing is done, or all of it but the last cleaning of the file,
// which `erase_person` does again when it is asked again.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/result.hpp"

namespace roadworthy::store {

struct Person {
    CustomerId customer;
    std::optional<std::string> contact;  // one of his; none: all that the customer is
};

struct Erased {
    std::int64_t journal_rows = 0;
    std::int64_t table_rows = 0;
    friend bool operator==(const Erased&, const Erased&) = default;
};

// What he is called and where he is reached, the longest first. Of a whole customer also what he was
// called before.
std::vector<std::string> words_of(sql::Connection& connection, const Person& person);

// Errors: no such customer or contact; an id that holds his name or number, which cannot be taken out.
// In transactions of its own.
Result<Erased> erase_person(sql::Connection& connection, const Person& person);

}  // namespace roadworthy::store
